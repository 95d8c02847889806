/** What a browser's worker offers. Only the bundler reads this file: Node knows no imports of addresses. */
import './gradients';
import tfjsWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import { FaultError } from '../protocol';
import relaxedKernels from './kernels/wasm/kernels-relaxed.wasm?url';
import plainKernels from './kernels/wasm/kernels.wasm?url';
import type { KernelBuild } from './kernels/wasm/kernelBuild';
import type { DevicePlatform } from './platform';

const KERNELS: Record<KernelBuild, string> = { plain: plainKernels, relaxed: relaxedKernels };

async function fetchKernels(build: KernelBuild): Promise<ArrayBuffer> {
  const url = KERNELS[build];
  const response = await fetch(url);
  if (!response.ok) throw new FaultError('network-failed', { url, reason: response.status });
  return response.arrayBuffer();
}

/** The platform of this worker. */
export function browserPlatform(): DevicePlatform {
  return {
    headless: false,
    // The types promise it, browsers without WebGPU and insecure pages do not have it.
    gpu: (navigator as Partial<WorkerNavigator>).gpu ?? null,
    wasm: {
      // The builds without vector instructions and with threads are never started: they need not be shipped.
      tfjsWasm: { plain: tfjsWasm, simd: tfjsWasm, threadedSimd: tfjsWasm },
      kernels: fetchKernels,
    },
  };
}

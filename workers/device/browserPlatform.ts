/** What a browser's worker offers. Only the bundler reads this file: Node knows no imports of addresses. */
import './gradients';
import tfjsWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import { FaultError } from '../protocol';
import plainAlone from './kernels/wasm/kernels-plain-alone.wasm?url';
import plainShared from './kernels/wasm/kernels-plain-shared.wasm?url';
import relaxedAlone from './kernels/wasm/kernels-relaxed-alone.wasm?url';
import relaxedShared from './kernels/wasm/kernels-relaxed-shared.wasm?url';
import type { KernelBuild } from './kernels/wasm/kernelBuild';
import { chooseThreads, type HelperTask, type HelperThread } from './kernels/wasm/team';
import type { DevicePlatform } from './platform';

/** A browser that gives no thread may never say so. */
const HELPER_DEADLINE_MS = 5000;

async function fetchKernels({ relaxed, shared }: KernelBuild): Promise<ArrayBuffer> {
  const alone = relaxed ? relaxedAlone : plainAlone;
  const url = shared ? (relaxed ? relaxedShared : plainShared) : alone;
  const response = await fetch(url);
  if (!response.ok) throw new FaultError('network-failed', { url, reason: response.status });
  return response.arrayBuffer();
}

function startHelper(task: HelperTask): Promise<HelperThread> {
  const worker = new Worker(new URL('./kernels/wasm/helper.worker.ts', import.meta.url), { type: 'module' });
  return new Promise((resolve, reject) => {
    const refuse = (): void => {
      worker.terminate();
      reject(new Error('the browser gave no thread'));
    };
    const timer = setTimeout(refuse, HELPER_DEADLINE_MS);
    worker.onerror = refuse;
    worker.onmessage = () => {
      clearTimeout(timer);
      resolve({ end: () => worker.terminate() });
    };
    worker.postMessage(task);
  });
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
      threads: chooseThreads(navigator.hardwareConcurrency),
      startHelper,
    },
  };
}

import { readFile } from 'node:fs/promises';
import { setFlagsFromString } from 'node:v8';
import { initialiseWasmBackend, type WasmHeap } from '../../../workers/device/kernels/wasm/heap';
import { chooseKernelBuild, type KernelBuild } from '../../../workers/device/kernels/wasm/kernelBuild';
import { registerWasmKernels } from '../../../workers/device/kernels/wasm/register';

const FILES: Record<KernelBuild, URL> = {
  plain: new URL('../../../workers/device/kernels/wasm/kernels.wasm', import.meta.url),
  relaxed: new URL('../../../workers/device/kernels/wasm/kernels-relaxed.wasm', import.meta.url),
};

/** Node 20 keeps relaxed SIMD behind a flag; browsers and later versions do not. */
function allowRelaxedSimd(): void {
  if (chooseKernelBuild() === 'plain') setFlagsFromString('--experimental-wasm-relaxed-simd');
}

/** The wasm backend with our kernels, in Node. `npm run kernels` must have run. */
export async function startWasm(build?: KernelBuild): Promise<WasmHeap> {
  allowRelaxedSimd();
  const heap = await initialiseWasmBackend({ kernels: (best) => readFile(FILES[build ?? best]) });
  registerWasmKernels(heap);
  return heap;
}

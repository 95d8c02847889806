import { NODE_WASM_ASSETS } from '../../../cli/nodePlatform';
import { initialiseWasmBackend, type WasmHeap } from '../../../workers/device/kernels/wasm/heap';
import type { KernelBuild } from '../../../workers/device/kernels/wasm/kernelBuild';
import { registerWasmKernels } from '../../../workers/device/kernels/wasm/register';

/** The wasm backend with our kernels, in Node; `build` asks for one of the two. `npm run kernels` must have run. */
export async function startWasm(build?: KernelBuild): Promise<WasmHeap> {
  const heap = await initialiseWasmBackend({
    kernels: (best) => NODE_WASM_ASSETS.kernels(build ?? best),
  });
  registerWasmKernels(heap);
  return heap;
}

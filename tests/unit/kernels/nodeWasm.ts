import { NODE_WASM_ASSETS } from '../../../cli/nodePlatform';
import {
  initialiseWasmBackend,
  type WasmAssets,
  type WasmHeap,
} from '../../../workers/device/kernels/wasm/heap';
import { registerWasmKernels } from '../../../workers/device/kernels/wasm/register';

export interface NodeWasmOptions {
  /** The kernels for engines with relaxed SIMD, or those without; undefined: what this engine is fastest with. */
  readonly relaxed?: boolean;
  readonly threads?: number;
}

/** The wasm backend with our kernels, in Node. `npm run kernels` must have run. */
export async function startWasm({ relaxed, threads = 1 }: NodeWasmOptions = {}): Promise<WasmHeap> {
  const kernels: WasmAssets['kernels'] = (best) =>
    NODE_WASM_ASSETS.kernels({ ...best, relaxed: relaxed ?? best.relaxed });
  const heap = await initialiseWasmBackend({ ...NODE_WASM_ASSETS, kernels, threads });
  registerWasmKernels(heap);
  return heap;
}

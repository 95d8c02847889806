/** Starts tfjs's WebAssembly backend with our kernels in it. */
import { toFault } from '../protocol';
import { resetBackend } from './backendRegistry';
import { initialiseWasmBackend, type WasmAssets } from './kernels/wasm/heap';
import { hasRelaxedSimd } from './kernels/wasm/kernelBuild';
import { registerWasmKernels } from './kernels/wasm/register';
import { type BackendStart, refusal } from './runningBackend';

const NAME = 'wasm';

/** The smallest module with a vector instruction: i32.const 0, i8x16.splat, i8x16.popcnt. */
const SIMD_PROBE = new Uint8Array([
  ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
  ...[0x01, 0x05, 0x01, 0x60, 0x00, 0x01, 0x7b],
  ...[0x03, 0x02, 0x01, 0x00],
  ...[0x0a, 0x0a, 0x01, 0x08, 0x00, 0x41, 0x00, 0xfd, 0x0f, 0xfd, 0x62, 0x0b],
]);

/** True where WebAssembly has vector instructions, which our kernels are made of. */
export function offersWasm(): boolean {
  return typeof WebAssembly === 'object' && WebAssembly.validate(SIMD_PROBE);
}

function nameEngine(): string {
  return hasRelaxedSimd() ? 'WebAssembly relaxed SIMD' : 'WebAssembly SIMD';
}

/** Starts the backend on as many threads as `assets` wants and the platform gives. */
export async function startWasm(assets: WasmAssets): Promise<BackendStart> {
  if (!offersWasm()) return refusal('no-simd', 'no WebAssembly SIMD');
  try {
    const heap = await initialiseWasmBackend(assets);
    registerWasmKernels(heap);
    const dispose = (): void => {
      heap.end();
      resetBackend(NAME);
    };
    const { threads, threadsRefused } = heap;
    const refused = threadsRefused === undefined ? {} : { threadsRefused };
    return { backend: NAME, name: nameEngine(), software: false, threads, ...refused, dispose };
  } catch (thrown) {
    resetBackend(NAME);
    return refusal('wasm-failed', toFault(thrown).detail ?? thrown);
  }
}

/** How our wasm backend is started for measuring: with a number of threads, where the device has them. */
import { availableParallelism } from 'node:os';
import { NODE_WASM_ASSETS } from '../cli/nodePlatform';
import { initialiseWasmBackend, type WasmAssets, type WasmHeap } from '../workers/device/kernels/wasm/heap';
import { registerWasmKernels } from '../workers/device/kernels/wasm/register';
import { env, loadCpuBackend, setBackend } from '../workers/device/tf';

/** Starts a backend as tfjs has it, on one thread. In a process where ours has been started its kernels would stay. */
export async function startStock(backend: 'cpu' | 'wasm'): Promise<void> {
  await loadCpuBackend();
  env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  if (!(await setBackend(backend))) throw new Error(`tfjs's backend ${backend} did not start`);
}

/** The most threads that our kernels can use; 1 until the device takes a number. */
export const THREADS_OFFERED = 1;

/** Threads of the multi-threaded figures: what was asked for, as far as device and machine go. */
export function usableThreads(asked: number): number {
  return Math.min(asked, THREADS_OFFERED, availableParallelism());
}

/** Where the binaries lie, and how many threads are wanted. */
export function wasmAssets(_threads: number): WasmAssets {
  return NODE_WASM_ASSETS;
}

/** Starts the backend with our kernels and makes it tfjs's current one. */
export async function startWasm(threads: number): Promise<WasmHeap> {
  const heap = await initialiseWasmBackend(wasmAssets(threads));
  registerWasmKernels(heap);
  return heap;
}

/** How our wasm backend is started for measuring: with a number of threads, where the device has them. */
import { availableParallelism } from 'node:os';
import { NODE_WASM_ASSETS } from '../cli/nodePlatform';
import { initialiseWasmBackend, type WasmAssets, type WasmHeap } from '../workers/device/kernels/wasm/heap';
import { registerWasmKernels } from '../workers/device/kernels/wasm/register';
import { sharingRefused } from '../workers/device/kernels/wasm/sharedMemory';
import { env, loadCpuBackend, setBackend } from '../workers/device/tf';

/** Starts a backend as tfjs has it, on one thread. In a process where ours has been started its kernels would stay. */
export async function startStock(backend: 'cpu' | 'wasm'): Promise<void> {
  await loadCpuBackend();
  env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  if (!(await setBackend(backend))) throw new Error(`tfjs's backend ${backend} did not start`);
}

/** As many of the wanted threads as this machine can give our kernels. */
export function usableThreads(wanted: number): number {
  return sharingRefused() === null ? Math.min(wanted, availableParallelism()) : 1;
}

/** Where the binaries lie, and how many threads are wanted. */
export function wasmAssets(threads: number): WasmAssets {
  return { ...NODE_WASM_ASSETS, threads };
}

/**
 * Starts the backend with our kernels and makes it tfjs's current one.
 * @throws Error where it runs on fewer threads than were wanted: its times would go by a wrong name
 */
export async function startWasm(threads: number): Promise<WasmHeap> {
  const heap = await initialiseWasmBackend(wasmAssets(threads));
  if (heap.threads !== threads) throw new Error(`wanted ${threads} threads, got ${heap.threads}`);
  registerWasmKernels(heap);
  return heap;
}

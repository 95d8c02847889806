/** `--threads N`: how many threads the kernels compute on. */
import { availableParallelism } from 'node:os';
import type { WasmAssets } from '../workers/device/kernels/wasm/heap';
import { chooseThreads, MOST_THREADS } from '../workers/device/kernels/wasm/team';
import { FaultError } from '../workers/protocol';
import type { Arguments } from './arguments';
import { NODE_WASM_ASSETS } from './nodePlatform';

/** What starts wasm on the threads that were asked for; by default as many as suit this machine. */
export function wasmAssetsOf(args: Arguments): WasmAssets {
  const asked = args.option('threads');
  const threads = asked === null ? chooseThreads(availableParallelism()) : Number(asked);
  if (Number.isInteger(threads) && threads >= 1 && threads <= MOST_THREADS)
    return { ...NODE_WASM_ASSETS, threads };
  const reason = `it takes a whole number from 1 to ${MOST_THREADS}`;
  throw new FaultError('argument-invalid', { argument: '--threads', reason });
}

/** Starts one of the backends that run in Node. tfjs has one engine per process: a test file uses one backend at a time. */
// For its side effect: without it tfjs-core has no gradients in Node.
import '../../../cli/nodePlatform';
import { engine, loadCpuBackend, setBackend } from '../../../workers/device/tf';
import { startWasm } from '../kernels/nodeWasm';

export type NodeBackend = 'wasm' | 'cpu';

/** `wasm` is ours with its own kernels; `cpu` is plain tfjs, slow and the reference. */
export async function startBackend(backend: NodeBackend): Promise<void> {
  if (backend === 'wasm') {
    await startWasm();
    return;
  }
  await loadCpuBackend();
  await setBackend('cpu');
}

/** Tensors alive right now. */
export function tensorCount(): number {
  return engine().memory().numTensors;
}

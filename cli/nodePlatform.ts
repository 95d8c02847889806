/** Where the binaries lie when the engine runs in Node, and how it gets threads there. */
// The whole package is loaded for its gradients alone: tfjs-core's build for Node does not register them.
import '@tensorflow/tfjs';
import { readFile } from 'node:fs/promises';
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import type { WasmAssets } from '../workers/device/kernels/wasm/heap';
import { hasRelaxedSimd, type KernelBuild } from '../workers/device/kernels/wasm/kernelBuild';
import type { HelperTask, HelperThread } from '../workers/device/kernels/wasm/team';
import { env } from '../workers/device/tf';

const FOLDER = new URL('../workers/device/kernels/wasm/', import.meta.url);

// tfjs greets whoever runs it in Node, in the middle of our own lines; this is what keeps it quiet.
env().set('PROD', true);

// Node 20 keeps relaxed SIMD behind a flag; browsers and later versions do not.
if (!hasRelaxedSimd()) setFlagsFromString('--experimental-wasm-relaxed-simd');

function readKernels({ relaxed, shared }: KernelBuild) {
  const name = `kernels-${relaxed ? 'relaxed' : 'plain'}-${shared ? 'shared' : 'alone'}.wasm`;
  return readFile(new URL(name, FOLDER));
}

function startHelper(task: HelperTask): Promise<HelperThread> {
  const worker = new Worker(new URL('helperThread.mjs', import.meta.url), { workerData: task, execArgv: [] });
  // A thread must not keep the process alive.
  worker.unref();
  return new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', () => resolve({ end: () => void worker.terminate() }));
  });
}

/** tfjs finds its own files in Node; ours stand beside their sources. */
export const NODE_WASM_ASSETS: WasmAssets = { kernels: readKernels, startHelper };

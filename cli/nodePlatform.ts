/** Where the binaries lie when the engine runs in Node. */
// The whole package is loaded for its gradients alone: tfjs-core's build for Node does not register them.
import '@tensorflow/tfjs';
import { readFile } from 'node:fs/promises';
import { setFlagsFromString } from 'node:v8';
import type { WasmAssets } from '../workers/device/kernels/wasm/heap';
import { env } from '../workers/device/tf';
import { chooseKernelBuild, type KernelBuild } from '../workers/device/kernels/wasm/kernelBuild';

const KERNELS: Record<KernelBuild, URL> = {
  plain: new URL('../workers/device/kernels/wasm/kernels.wasm', import.meta.url),
  relaxed: new URL('../workers/device/kernels/wasm/kernels-relaxed.wasm', import.meta.url),
};

// tfjs greets whoever runs it in Node, in the middle of our own lines; this is what keeps it quiet.
env().set('PROD', true);

// Node 20 keeps relaxed SIMD behind a flag; browsers and later versions do not.
if (chooseKernelBuild() === 'plain') setFlagsFromString('--experimental-wasm-relaxed-simd');

/** tfjs finds its own files in Node; ours stand beside their sources. */
export const NODE_WASM_ASSETS: WasmAssets = { kernels: (build) => readFile(KERNELS[build]) };

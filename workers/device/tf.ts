/** The one module that names the tfjs packages; everything else takes its ops from here. Other backends load on demand. */
import { getBackend, getKernel, type KernelConfig } from '@tensorflow/tfjs-core';

export {
  add,
  avgPool,
  backend,
  backend_util,
  cast,
  clipByValue,
  concat,
  conv2d,
  customGrad,
  depthwiseConv2d,
  dispose,
  div,
  elu,
  engine,
  env,
  exp,
  getBackend,
  getKernel,
  getKernelsForBackend,
  grads,
  greater,
  greaterEqual,
  keep,
  leakyRelu,
  lessEqual,
  logicalAnd,
  log,
  logSoftmax,
  matMul,
  maximum,
  maxPool,
  mean,
  memory,
  minimum,
  moments,
  mul,
  neg,
  ones,
  pad,
  ready,
  registerBackend,
  registerKernel,
  relu,
  relu6,
  removeBackend,
  reshape,
  rsqrt,
  scalar,
  setBackend,
  sigmoid,
  sign,
  slice,
  softmax,
  sqrt,
  square,
  step,
  sub,
  sum,
  tanh,
  tensor,
  tensor1d,
  tidy,
  transpose,
  unregisterKernel,
  util,
  version_core,
  zeros,
  zerosLike,
} from '@tensorflow/tfjs-core';
export type {
  KernelConfig,
  KernelFunc,
  NamedAttrMap,
  NamedTensorInfoMap,
  Rank,
  Tensor,
  Tensor1D,
  Tensor2D,
  Tensor4D,
  TensorInfo,
} from '@tensorflow/tfjs-core';
export { BackendWasm, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';

/** The current backend's kernel of a name; tfjs's own type forgets that there may be none. */
export function findKernel(name: string): KernelConfig | undefined {
  return getKernel(name, getBackend());
}

/** Adds tfjs's plain JavaScript backend: slow, and the reference everything else is compared with. */
export async function loadCpuBackend(): Promise<void> {
  await import('@tensorflow/tfjs-backend-cpu');
}

/** Adds tfjs's WebGL backend. */
export async function loadWebglBackend(): Promise<void> {
  await import('@tensorflow/tfjs-backend-webgl');
}

/** tfjs's WebGPU backend class; we hand it a device of our own. */
export async function loadWebgpuBackend(): Promise<typeof import('@tensorflow/tfjs-backend-webgpu')> {
  return import('@tensorflow/tfjs-backend-webgpu');
}

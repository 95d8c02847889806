/** Listens to every kernel that runs on a backend: what it got, what it gave, how long it took. */
import {
  getKernelsForBackend,
  type KernelConfig,
  type NamedAttrMap,
  type NamedTensorInfoMap,
  registerKernel,
  type TensorInfo,
  unregisterKernel,
} from '../workers/device/tf';
import type { Clock } from './measure';

/** One run of a kernel. Where kernels only queue their work, as on WebGPU, the time is that of queueing. */
export interface KernelRun {
  readonly name: string;
  readonly inputs: NamedTensorInfoMap;
  readonly attrs: NamedAttrMap;
  readonly outputs: readonly TensorInfo[];
  readonly elapsedMs: number;
}

function put(kernel: KernelConfig): void {
  unregisterKernel(kernel.kernelName, kernel.backendName);
  registerKernel(kernel);
}

/** Tells `listen` about every kernel of a backend, until the function it returns is called. */
export function meterKernels(backend: string, clock: Clock, listen: (run: KernelRun) => void): () => void {
  const kernels = getKernelsForBackend(backend);
  for (const kernel of kernels) {
    put({
      ...kernel,
      kernelFunc: (params) => {
        const start = clock();
        const result = kernel.kernelFunc(params);
        const elapsedMs = clock() - start;
        const outputs = Array.isArray(result) ? result : [result];
        listen({
          name: kernel.kernelName,
          inputs: params.inputs,
          attrs: params.attrs ?? {},
          outputs,
          elapsedMs,
        });
        return result;
      },
    });
  }
  return () => kernels.forEach(put);
}

/** tfjs's names of the three kernels of a convolution. */
export const CONVOLUTIONS = {
  Conv2D: 'forward',
  Conv2DBackpropInput: 'input gradient',
  Conv2DBackpropFilter: 'filter gradient',
} as const satisfies Record<string, string>;
export type ConvolutionKernel = keyof typeof CONVOLUTIONS;

/** Whether a kernel is one of the three. */
export function isConvolution(name: string): name is ConvolutionKernel {
  return name in CONVOLUTIONS;
}

function product(values: readonly number[]): number {
  return values.reduce((all, each) => all * each, 1);
}

/**
 * Floating-point operations of a direct convolution, a multiplication and an addition for each tap: the same for the
 * forward pass and both gradients. A Winograd convolution does fewer, so what is counted here may exceed the peak.
 */
export function convolutionOperations(output: readonly number[], filter: readonly number[]): number {
  const [rows = 1, columns = 1, channels = 1] = filter;
  return 2 * product(output) * rows * columns * channels;
}

/** The same of a kernel that ran. */
export function operationsOf({ inputs, attrs, outputs }: KernelRun): number {
  const output = inputs.dy?.shape ?? outputs[0]?.shape ?? [];
  const filter = inputs.filter?.shape ?? (attrs.filterShape as readonly number[] | undefined) ?? [];
  return convolutionOperations(output, filter);
}

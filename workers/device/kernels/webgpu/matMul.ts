import type { NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '../../tf';
import { type ConvolutionKernels, multiplyMatrices } from '../multiplyMatrices';
import type { Gpu } from './gpu';
import { runVaried } from './variedKernels';

/**
 * Kernel `BatchMatMul`, see {@link multiplyMatrices}: on an emulated card only, which pays dearly for the workgroup memory
 * that tfjs's kernels use.
 */
export function matMul(gpu: Gpu, inputs: NamedTensorInfoMap, attrs: NamedAttrMap): TensorInfo | undefined {
  if (!gpu.software) return undefined;
  const kernels: ConvolutionKernels = {
    convolve: (x, filter, geometry) => runVaried(gpu, 'Conv2D', x, filter, geometry),
    inputGradient: (dy, filter, geometry) => runVaried(gpu, 'Conv2DBackpropInput', dy, filter, geometry),
    filterGradient: (x, dy, geometry) => runVaried(gpu, 'Conv2DBackpropFilter', x, dy, geometry),
  };
  return multiplyMatrices(kernels, inputs, attrs);
}

import { type ConvolutionKernels, multiplyMatrices } from '../multiplyMatrices';
import type { NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '../../tf';
import { conv2D } from './conv2D';
import { conv2DBackpropFilter } from './conv2DBackpropFilter';
import { conv2DBackpropInput } from './conv2DBackpropInput';
import type { WasmHeap } from './heap';

/** Kernel `BatchMatMul`, see {@link multiplyMatrices}. */
export function matMul(
  heap: WasmHeap,
  inputs: NamedTensorInfoMap,
  attrs: NamedAttrMap,
): TensorInfo | undefined {
  const kernels: ConvolutionKernels = {
    convolve: (x, filter, geometry) => conv2D(heap, x, filter, geometry),
    inputGradient: (dy, filter, geometry) => conv2DBackpropInput(heap, dy, filter, geometry),
    filterGradient: (x, dy, geometry) => conv2DBackpropFilter(heap, x, dy, geometry),
  };
  return multiplyMatrices(kernels, inputs, attrs);
}

import type { TensorInfo } from '../../tf';
import type { ConvolutionGeometry } from '../convolutionGeometry';
import type { DepthwiseGradient } from './exports';
import { makeFloats, offsetOf, type WasmHeap } from './heap';

function run(
  gradient: DepthwiseGradient,
  firstAt: number,
  secondAt: number,
  resultAt: number,
  geometry: ConvolutionGeometry,
): void {
  const { images, height, width, channels, outputs, tapRows, tapColumns } = geometry;
  const { strideY, strideX, top, left, rows, columns } = geometry;
  gradient(
    firstAt,
    secondAt,
    resultAt,
    images,
    height,
    width,
    channels,
    outputs / channels,
    tapRows,
    tapColumns,
    strideY,
    strideX,
    top,
    left,
    rows,
    columns,
  );
}

/** Gradient of a depthwise convolution with respect to its input [images, height, width, channels]. */
export function depthwiseBackpropInput(
  heap: WasmHeap,
  dy: TensorInfo,
  filter: TensorInfo,
  geometry: ConvolutionGeometry,
): TensorInfo {
  const dx = makeFloats(heap, geometry.inShape);
  const gradient = heap.kernels.depthwiseInputGradient;
  run(gradient, offsetOf(heap, dy), offsetOf(heap, filter), offsetOf(heap, dx), geometry);
  return dx;
}

/** Gradient of a depthwise convolution with respect to its filter [tap rows, tap columns, channels, multiplier]. */
export function depthwiseBackpropFilter(
  heap: WasmHeap,
  x: TensorInfo,
  dy: TensorInfo,
  geometry: ConvolutionGeometry,
): TensorInfo {
  const dw = makeFloats(heap, geometry.filterShape);
  const gradient = heap.kernels.depthwiseFilterGradient;
  run(gradient, offsetOf(heap, x), offsetOf(heap, dy), offsetOf(heap, dw), geometry);
  return dw;
}

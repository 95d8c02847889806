import type { ConvolutionGeometry } from '../convolutionGeometry';
import type { TensorInfo } from '../../tf';
import { makeFloats, offsetOf, type WasmHeap } from './heap';
import type { Fields } from './jobs';

type Sizes = Omit<Fields<'DepthwiseJob'>, 'narrow' | 'wide' | 'dy'>;

function sizesOf(geometry: ConvolutionGeometry): Sizes {
  const { images, height, width, channels, outputs, rows, columns } = geometry;
  const { tapRows, tapColumns, strideY, strideX, top, left } = geometry;
  const window = { tapRows, tapColumns, strideY, strideX, top, left, rows, columns };
  return { images, height, width, channels, multiplier: outputs / channels, ...window };
}

/** Gradient of a depthwise convolution with respect to its input [images, height, width, channels]. */
export function depthwiseBackpropInput(
  heap: WasmHeap,
  dy: TensorInfo,
  filter: TensorInfo,
  geometry: ConvolutionGeometry,
): TensorInfo {
  const dx = makeFloats(heap, geometry.inShape);
  const places = { narrow: offsetOf(heap, dx), wide: offsetOf(heap, filter), dy: offsetOf(heap, dy) };
  heap.jobs.run('depthwiseInputGradient', { ...places, ...sizesOf(geometry) }, geometry.images);
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
  const places = { narrow: offsetOf(heap, x), wide: offsetOf(heap, dw), dy: offsetOf(heap, dy) };
  heap.jobs.run('depthwiseFilterGradient', { ...places, ...sizesOf(geometry) }, geometry.tapRows);
  return dw;
}

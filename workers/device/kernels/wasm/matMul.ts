import type { ConvolutionGeometry } from '../convolutionGeometry';
import { requireInput } from '../inputs';
import type { NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '../../tf';
import { conv2D } from './conv2D';
import { conv2DBackpropFilter } from './conv2DBackpropFilter';
import { conv2DBackpropInput } from './conv2DBackpropInput';
import type { WasmHeap } from './heap';

/** A dense layer as a 1x1 convolution over a row of pixels. */
function geometryOf(pixels: number, channels: number, outputs: number): ConvolutionGeometry {
  const one = { tapRows: 1, tapColumns: 1, strideY: 1, strideX: 1, top: 0, left: 0 };
  return {
    ...{ images: 1, height: 1, width: pixels, channels, rows: 1, columns: pixels, outputs, ...one },
    inShape: [pixels, channels],
    outShape: [pixels, outputs],
    filterShape: [channels, outputs],
  };
}

/**
 * Kernel `BatchMatMul` of two matrices, of which at most one is transposed: a dense layer a b, the gradient of its input
 * a bT and of its weights aT b. Undefined elsewhere.
 */
export function matMul(
  heap: WasmHeap,
  inputs: NamedTensorInfoMap,
  { transposeA, transposeB }: NamedAttrMap,
): TensorInfo | undefined {
  const a = requireInput(inputs, 'a');
  const b = requireInput(inputs, 'b');
  const isFloat = a.dtype === 'float32' && b.dtype === 'float32';
  if (!isFloat || a.shape.length !== 2 || b.shape.length !== 2) return undefined;
  const [rows, columns] = a.shape as [number, number];
  const [bRows, bColumns] = b.shape as [number, number];
  if (transposeA === true && transposeB === true) return undefined;
  if (transposeA === true) return conv2DBackpropFilter(heap, a, b, geometryOf(rows, columns, bColumns));
  if (transposeB === true) return conv2DBackpropInput(heap, a, b, geometryOf(rows, bRows, columns));
  return conv2D(heap, a, b, geometryOf(rows, columns, bColumns));
}

import type { NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '../../tf';
import type { ConvolutionGeometry } from '../convolutionGeometry';
import { requireInput } from '../inputs';
import { conv2D } from './conv2D';
import { conv2DBackpropFilter } from './conv2DBackpropFilter';
import { conv2DBackpropInput } from './conv2DBackpropInput';
import type { Gpu } from './gpu';

/** Products of [rows, channels] and [channels, outputs] as convolutions of one row of pixels with one tap. */
function geometryOf(rows: number, channels: number, outputs: number): ConvolutionGeometry {
  return {
    ...{ images: 1, height: 1, width: rows, rows: 1, columns: rows, channels, outputs },
    ...{ tapRows: 1, tapColumns: 1, strideY: 1, strideX: 1, top: 0, left: 0 },
    inShape: [rows, channels],
    filterShape: [channels, outputs],
    outShape: [rows, outputs],
  };
}

/**
 * Kernel `BatchMatMul` of two matrices: a b, a b' or a' b. On an emulated card only, which pays dearly for the workgroup
 * memory that tfjs's kernels use. Answers undefined elsewhere, for more than one pair of matrices and for a' b'.
 */
export function batchMatMul(
  gpu: Gpu,
  inputs: NamedTensorInfoMap,
  attrs: NamedAttrMap,
): TensorInfo | undefined {
  const [a, b] = [requireInput(inputs, 'a'), requireInput(inputs, 'b')];
  if (!gpu.software || [a, b].some(({ shape, dtype }) => shape.length !== 2 || dtype !== 'float32'))
    return undefined;
  const [aRows = 0, aColumns = 0] = a.shape;
  const [bRows = 0, bColumns = 0] = b.shape;
  const [transposeA, transposeB] = [attrs.transposeA === true, attrs.transposeB === true];
  if (transposeA && transposeB) return undefined;
  if (transposeA) {
    const geometry = geometryOf(aRows, aColumns, bColumns);
    return conv2DBackpropFilter(gpu, a, b, geometry, gpu.choices.choose('Conv2DBackpropFilter', geometry));
  }
  const geometry = transposeB ? geometryOf(aRows, bRows, aColumns) : geometryOf(aRows, aColumns, bColumns);
  return transposeB
    ? conv2DBackpropInput(gpu, a, b, geometry, gpu.choices.choose('Conv2DBackpropInput', geometry))
    : conv2D(gpu, a, b, geometry, gpu.choices.choose('Conv2D', geometry));
}

import type { NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '../../tf';
import { requireInput } from '../inputs';
import { dispatch, type Gpu, makeFloats } from './gpu';
import { defineProgram } from './program';

/**
 * Kernel `BatchMatMul` of two matrices, each transposed or not, one thread a result: on an emulated card only, which pays
 * dearly for the workgroup memory that tfjs's kernels use. Undefined elsewhere.
 */
export function matMul(
  gpu: Gpu,
  inputs: NamedTensorInfoMap,
  { transposeA, transposeB }: NamedAttrMap,
): TensorInfo | undefined {
  const [a, b] = [requireInput(inputs, 'a'), requireInput(inputs, 'b')];
  const isFloat = a.dtype === 'float32' && b.dtype === 'float32';
  if (!gpu.software || !isFloat || a.shape.length !== 2 || b.shape.length !== 2) return undefined;
  const [aRows, aColumns] = a.shape as [number, number];
  const [bRows, bColumns] = b.shape as [number, number];
  const [rows, inner] = transposeA === true ? [aColumns, aRows] : [aRows, aColumns];
  const columns = transposeB === true ? bRows : bColumns;
  const program = defineProgram('product of matrices', () => ({
    reads: ['a: f32', 'b: f32'],
    writes: ['y: f32'],
    sizes: ['rows', 'inner', 'columns', 'aRow', 'aInner', 'bInner', 'bColumn'] as const,
    main: `
if (id < s.rows * s.columns) {
  let row = id / s.columns * s.aRow;
  let column = id % s.columns * s.bColumn;
  var sum = 0.0;
  for (var i = 0; i < s.inner; i++) { sum += a[row + i * s.aInner] * b[column + i * s.bInner]; }
  y[id] = sum;
}`,
  }));
  const y = makeFloats(gpu, [rows, columns]);
  const [aRow, aInner] = transposeA === true ? [1, aColumns] : [aColumns, 1];
  const [bInner, bColumn] = transposeB === true ? [1, bColumns] : [bColumns, 1];
  dispatch(gpu, program, {
    reads: [a, b],
    writes: [y],
    sizes: { rows, inner, columns, aRow, aInner, bInner, bColumn },
    threads: rows * columns,
  });
  return y;
}

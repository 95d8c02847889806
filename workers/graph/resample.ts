/**
 * Maps whose rows and columns are mixed by fixed matrices: means over bins, enlargement. Each axis in turn becomes the last one,
 * so that all products are of two plain matrices: those have fast kernels, with gradients, on every backend.
 */
import { matMul, type Rank, reshape, type Tensor, tensor, type Tensor4D, transpose } from '../device/tf';

/** The last axis of x [A, B, C, L] mixed by a matrix [R, L]: [A, B, C, R]. */
function mixLast(x: Tensor, matrix: Float32Array): Tensor {
  const { shape } = x;
  const length = shape[shape.length - 1] ?? 1;
  const rows = matrix.length / length;
  const mixed = matMul(reshape<Rank.R2>(x, [-1, length]), tensor(matrix, [rows, length]), false, true);
  return reshape(mixed, [...shape.slice(0, -1), rows]);
}

/** x [N, H, W, C] times `down` [R, H] along its rows and `across` [S, W] along its columns -> [N, R, S, C]. */
export function resample(x: Tensor4D, down: Float32Array, across: Float32Array): Tensor {
  const alongColumns = mixLast(transpose(x, [0, 3, 1, 2]), across);
  const alongRows = mixLast(transpose(alongColumns, [0, 1, 3, 2]), down);
  return transpose(alongRows, [0, 3, 2, 1]);
}

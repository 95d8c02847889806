/** Maps whose rows and columns are mixed by fixed matrices: means over bins, enlargement. The gradient is that of the products. */
import { matMul, reshape, type Tensor, tensor, type Tensor4D } from '../device/tf';

/** x [N, H, W, C] times `down` [R, H] along its rows and `across` [S, W] along its columns -> [N, R, S, C]. */
export function resample(x: Tensor4D, down: Float32Array, across: Float32Array): Tensor {
  const [images, height, width, channels] = x.shape;
  const [rows, columns] = [down.length / height, across.length / width];
  // [R, H] on [N, H, W C], then [S, W] on [N R, W, C].
  const shortened = matMul(tensor(down, [1, rows, height]), reshape(x, [images, height, width * channels]));
  const mixed = matMul(
    tensor(across, [1, columns, width]),
    reshape(shortened, [images * rows, width, channels]),
  );
  return reshape(mixed, [images, rows, columns, channels]);
}

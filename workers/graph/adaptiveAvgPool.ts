/**
 * PyTorch's AdaptiveAvgPool2d: output row i is the mean of the input rows floor(i H / R) to ceil((i + 1) H / R), columns
 * likewise. Bins overlap where H is no multiple of R; a map smaller than the output is repeated.
 */
import { avgPool, matMul, reshape, type Tensor, tensor, type Tensor4D } from '../device/tf';
import { averagingMatrix } from './averagingMatrix';

/** x [N, H, W, C] -> [N, rows, columns, C]. */
export function adaptiveAvgPool(x: Tensor4D, rows: number, columns: number): Tensor {
  const [images, height, width, channels] = x.shape;
  if (height % rows === 0 && width % columns === 0) {
    const window: [number, number] = [height / rows, width / columns];
    return avgPool(x, window, window, 'valid');
  }
  // [rows, H] on [N, H, W C], then [columns, W] on [N rows, W, C].
  const down = matMul(
    tensor(averagingMatrix(height, rows), [1, rows, height]),
    reshape(x, [images, height, width * channels]),
  );
  const across = matMul(
    tensor(averagingMatrix(width, columns), [1, columns, width]),
    reshape(down, [images * rows, width, channels]),
  );
  return reshape(across, [images, rows, columns, channels]);
}

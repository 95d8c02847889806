/**
 * PyTorch's AdaptiveAvgPool2d: output row i is the mean of the input rows floor(i H / R) to ceil((i + 1) H / R), columns
 * likewise. Bins overlap where H is no multiple of R; a map smaller than the output is repeated.
 */
import { avgPool, type Tensor, type Tensor4D } from '../device/tf';
import { averagingMatrix } from './averagingMatrix';
import { resample } from './resample';

/** x [N, H, W, C] -> [N, rows, columns, C]. */
export function adaptiveAvgPool(x: Tensor4D, rows: number, columns: number): Tensor {
  const [, height, width] = x.shape;
  if (height % rows === 0 && width % columns === 0) {
    const window: [number, number] = [height / rows, width / columns];
    return avgPool(x, window, window, 'valid');
  }
  return resample(x, averagingMatrix(height, rows), averagingMatrix(width, columns));
}

/**
 * Structural similarity of pictures (Wang et al. 2004, equation 13), values in 0..1:
 *
 *   SSIM = (2 mx my + C1) (2 sxy + C2) / ((mx^2 + my^2 + C1) (sx^2 + sy^2 + C2)),   C1 = 0.01^2, C2 = 0.03^2
 *
 * means, variances and covariance under a Gaussian window of 11 x 11 and deviation 1.5 around each pixel. The paper leaves out the
 * pixels whose window crosses the border; here the window is cut off there and its weights sum to 1 again, so that small pictures
 * have a similarity, too.
 */
import { add, div, mean, mul, square, sub, type Tensor, type Tensor4D } from '../device/tf';
import { resample } from './resample';

const RADIUS = 5;
const DEVIATION = 1.5;
const C1 = 0.01 ** 2;
const C2 = 0.03 ** 2;

/** Row r holds the weights of the window around place r of a line: [length, length]. */
export function gaussianMatrix(length: number): Float32Array {
  const matrix = new Float32Array(length * length);
  for (let row = 0; row < length; row++) {
    const weights = Array.from({ length }, (_, column) => {
      const away = column - row;
      return Math.abs(away) > RADIUS ? 0 : Math.exp(-(away * away) / (2 * DEVIATION * DEVIATION));
    });
    const sum = weights.reduce((total, weight) => total + weight, 0);
    matrix.set(
      weights.map((weight) => weight / sum),
      row * length,
    );
  }
  return matrix;
}

/** Mean similarity of the pictures x and y [N, H, W, C] over all pixels and channels: a scalar, 1 where they are equal. Differentiable by both. */
export function structuralSimilarity(x: Tensor4D, y: Tensor4D): Tensor {
  const [, height, width] = x.shape;
  const [down, across] = [gaussianMatrix(height), gaussianMatrix(width)];
  const local = (values: Tensor): Tensor => resample(values as Tensor4D, down, across);
  const [meanX, meanY] = [local(x), local(y)];
  const [squareX, squareY, product] = [square(meanX), square(meanY), mul(meanX, meanY)];
  const variances = sub(add(local(square(x)), local(square(y))), add(squareX, squareY));
  const covariance = sub(local(mul(x, y)), product);
  const above = mul(add(mul(product, 2), C1), add(mul(covariance, 2), C2));
  const below = mul(add(add(squareX, squareY), C1), add(variances, C2));
  return mean(div(above, below));
}

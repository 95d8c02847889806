/**
 * Average pooling whose padding is not counted. tfjs counts right on the way forward, but its gradient divides by the whole
 * window everywhere (4.22.0); so zeros are put around the map, and windows over the border weigh more.
 */
import { avgPool, mul, pad, type Tensor, tensor, type Tensor4D } from '../device/tf';
import type { Padding } from './graph';
import { padsOf } from './padding';

interface Window {
  readonly size: number;
  readonly stride: number;
  readonly padding: Padding;
}

/** How many of the window's places lie inside, for each position along one axis. */
function insideCounts(length: number, before: number, after: number, { size, stride }: Window): number[] {
  const positions = Math.floor((length + before + after - size) / stride) + 1;
  return Array.from({ length: positions }, (_, at) => {
    const from = at * stride - before;
    return Math.min(length, from + size) - Math.max(0, from);
  });
}

/** x [N, H, W, C] -> [N, H', W', C]. */
export function averagePool(x: Tensor4D, window: Window): Tensor {
  const { size, stride, padding } = window;
  if (padding.every((each) => each === 0)) return avgPool(x, size, stride, 'valid');
  const [top, bottom, left, right] = padding;
  const [, height, width] = x.shape;
  const rows = insideCounts(height, top, bottom, window);
  const columns = insideCounts(width, left, right, window);
  const weights = rows.flatMap((inRows) => columns.map((inColumns) => (size * size) / (inRows * inColumns)));
  const pooled = avgPool(pad(x, padsOf(window)), size, stride, 'valid');
  return mul(pooled, tensor(weights, [1, rows.length, columns.length, 1]));
}

import { loadLanes, storeLanes } from './packing';

/** Gradient of pooling over windows [tapRows, tapColumns]. A chunk is one image; dx need not be zero before. */
@unmanaged
export class PoolGradientJob {
  dy: usize;
  /** Input of the pooling: of its maximum alone. */
  x: usize;
  dx: usize;
  height: i32;
  width: i32;
  channels: i32;
  tapRows: i32;
  tapColumns: i32;
  strideY: i32;
  strideX: i32;
  top: i32;
  left: i32;
  rows: i32;
  columns: i32;
}

/** The first place of the largest value of a window, in each of four channels, as its number in the window. */
function findLargest(
  x: usize,
  firstRow: i32,
  lastRow: i32,
  firstColumn: i32,
  lastColumn: i32,
  pixelBytes: usize,
  rowBytes: usize,
  lanes: i32,
): v128 {
  let best = f32x4.splat(-Infinity);
  let place = i32x4.splat(-1);
  let number = 0;
  for (let row = firstRow; row < lastRow; row++) {
    for (let column = firstColumn; column < lastColumn; column++, number++) {
      const value = loadLanes(x + <usize>row * rowBytes + <usize>column * pixelBytes, lanes);
      const isLarger = f32x4.gt(value, best);
      best = v128.bitselect(value, best, isLarger);
      place = v128.bitselect(i32x4.splat(number), place, isLarger);
    }
  }
  return place;
}

/** Spreads four channels of one output's gradient over its window: to the largest value, or `share` of it to each. */
function spread(
  job: PoolGradientJob,
  dy: v128,
  x: usize,
  dx: usize,
  row: i32,
  column: i32,
  lanes: i32,
  share: f32,
): void {
  const pixelBytes = (<usize>job.channels) << 2;
  const rowBytes = <usize>job.width * pixelBytes;
  const y = row * job.strideY - job.top,
    left = column * job.strideX - job.left;
  const firstRow = max(0, y),
    lastRow = min(job.height, y + job.tapRows);
  const firstColumn = max(0, left),
    lastColumn = min(job.width, left + job.tapColumns);
  const isMaximum = x != 0;
  const place = isMaximum
    ? findLargest(x, firstRow, lastRow, firstColumn, lastColumn, pixelBytes, rowBytes, lanes)
    : i32x4.splat(0);
  const part = f32x4.mul(dy, f32x4.splat(share));
  let number = 0;
  for (let r = firstRow; r < lastRow; r++) {
    for (let c = firstColumn; c < lastColumn; c++, number++) {
      const at = dx + <usize>r * rowBytes + <usize>c * pixelBytes;
      const added = isMaximum ? v128.and(dy, i32x4.eq(place, i32x4.splat(number))) : part;
      storeLanes(at, f32x4.add(loadLanes(at, lanes), added), lanes);
    }
  }
}

function spreadImage(job: PoolGradientJob, image: i32, share: f32): void {
  const pixelBytes = (<usize>job.channels) << 2;
  const imageBytes = <usize>(job.height * job.width) * pixelBytes;
  const dx = job.dx + <usize>image * imageBytes;
  const x = job.x ? job.x + <usize>image * imageBytes : 0;
  let dy = job.dy + <usize>(image * job.rows * job.columns) * pixelBytes;
  memory.fill(dx, 0, imageBytes);
  for (let row = 0; row < job.rows; row++) {
    for (let column = 0; column < job.columns; column++, dy += pixelBytes) {
      for (let c = 0; c < job.channels; c += 4) {
        const at = (<usize>c) << 2;
        const lanes = job.channels - c;
        spread(job, loadLanes(dy + at, lanes), x ? x + at : 0, dx + at, row, column, lanes, share);
      }
    }
  }
}

/** Gradient of max pooling: to the first of the largest values, as PyTorch and tfjs do. */
export function maxPoolGradient(job: PoolGradientJob, image: i32, _thread: i32): void {
  spreadImage(job, image, 1);
}

/** Gradient of average pooling over windows that lie inside the image. */
export function avgPoolGradient(job: PoolGradientJob, image: i32, _thread: i32): void {
  spreadImage(job, image, <f32>1 / <f32>(job.tapRows * job.tapColumns));
}

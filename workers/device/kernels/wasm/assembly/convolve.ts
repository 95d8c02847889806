import { multiplyAdd } from './multiplyAdd';

/** Stores the first `lanes` (1 to 8) of eight outputs. */
function storeOutputs(y: usize, low: v128, high: v128, lanes: i32): void {
  if (lanes >= 8) {
    v128.store(y, low);
    v128.store(y, high, 16);
    return;
  }
  let rest = low;
  if (lanes >= 4) {
    v128.store(y, low);
    rest = high;
    y += 16;
    lanes -= 4;
  }
  if (lanes >= 1) v128.store32_lane(y, rest, 0);
  if (lanes >= 2) v128.store32_lane(y, rest, 1, 4);
  if (lanes >= 3) v128.store32_lane(y, rest, 2, 8);
}

/**
 * Four pixels by eight outputs: eight accumulators stay in registers while the taps and channels stream by. The loop
 * over channels is not unrolled by hand: V8 then spills accumulators and runs at two thirds of the speed.
 */
function convolveTile(
  x0: usize,
  x1: usize,
  x2: usize,
  x3: usize,
  xRowBytes: usize,
  w: usize,
  tapRows: i32,
  runBytes: usize,
  y0: usize,
  y1: usize,
  y2: usize,
  y3: usize,
  lanes: i32,
): void {
  let a0 = f32x4.splat(0),
    a1 = a0,
    a2 = a0,
    a3 = a0,
    a4 = a0,
    a5 = a0,
    a6 = a0,
    a7 = a0;
  const rowSkip = xRowBytes - runBytes;
  for (let row = 0; row < tapRows; row++) {
    const end = x0 + runBytes;
    while (x0 < end) {
      const w0 = v128.load(w);
      const w1 = v128.load(w, 16);
      let s = v128.load32_splat(x0);
      a0 = multiplyAdd(s, w0, a0);
      a1 = multiplyAdd(s, w1, a1);
      s = v128.load32_splat(x1);
      a2 = multiplyAdd(s, w0, a2);
      a3 = multiplyAdd(s, w1, a3);
      s = v128.load32_splat(x2);
      a4 = multiplyAdd(s, w0, a4);
      a5 = multiplyAdd(s, w1, a5);
      s = v128.load32_splat(x3);
      a6 = multiplyAdd(s, w0, a6);
      a7 = multiplyAdd(s, w1, a7);
      w += 32;
      x0 += 4;
      x1 += 4;
      x2 += 4;
      x3 += 4;
    }
    x0 += rowSkip;
    x1 += rowSkip;
    x2 += rowSkip;
    x3 += rowSkip;
  }
  storeOutputs(y0, a0, a1, lanes);
  storeOutputs(y1, a2, a3, lanes);
  storeOutputs(y2, a4, a5, lanes);
  storeOutputs(y3, a6, a7, lanes);
}

/**
 * Correlates padded images with packed weights [outputs/8][tap row][tap column][channel][8]. One routine serves the
 * forward pass and the gradient of the input, at any stride: `xStepY/xStepX` are the bytes between the windows of
 * neighbouring output rows/columns, `yStepY/yStepX` between the outputs themselves.
 * @param tapRows rows of the window
 * @param run tap columns x channels: neighbours in memory, hence one inner loop
 */
export function convolve(
  x: usize,
  xImageBytes: usize,
  xRowBytes: usize,
  xStepY: usize,
  xStepX: usize,
  w: usize,
  tapRows: i32,
  run: i32,
  y: usize,
  yImageBytes: usize,
  yStepY: usize,
  yStepX: usize,
  images: i32,
  rows: i32,
  columns: i32,
  outputs: i32,
): void {
  const runBytes = (<usize>run) << 2;
  const blockBytes = (<usize>tapRows * <usize>run) << 5;
  const pixels = images * rows * columns;
  for (let output = 0; output < outputs; output += 8) {
    const lanes = outputs - output;
    let column = 0,
      row = 0;
    let xImage = x,
      xRow = x,
      xNow = x;
    let yImage = y,
      yRow = y,
      yNow = y;
    for (let left = pixels; left > 0; left -= 4) {
      let x0 = xNow,
        x1 = xNow,
        x2 = xNow,
        x3 = xNow;
      let y0 = yNow,
        y1 = yNow,
        y2 = yNow,
        y3 = yNow;
      // The tile may run over the end of a row or an image; past the last pixel it repeats that pixel.
      for (let pixel = 0; pixel < 4; pixel++) {
        if (pixel == 1) {
          x1 = x2 = x3 = xNow;
          y1 = y2 = y3 = yNow;
        } else if (pixel == 2) {
          x2 = x3 = xNow;
          y2 = y3 = yNow;
        } else if (pixel == 3) {
          x3 = xNow;
          y3 = yNow;
        }
        if (pixel + 1 >= left) break;
        xNow += xStepX;
        yNow += yStepX;
        if (++column == columns) {
          column = 0;
          xRow += xStepY;
          yRow += yStepY;
          if (++row == rows) {
            row = 0;
            xImage += xImageBytes;
            yImage += yImageBytes;
            xRow = xImage;
            yRow = yImage;
          }
          xNow = xRow;
          yNow = yRow;
        }
      }
      convolveTile(x0, x1, x2, x3, xRowBytes, w, tapRows, runBytes, y0, y1, y2, y3, lanes);
    }
    w += blockBytes;
    y += 32;
  }
}

import { multiplyAdd } from './multiplyAdd';
import { loadLanes } from './packing';

/**
 * Copies a window of images [images, height, width, channels] as [channels/4][images][rows][columns][4], zeros outside
 * the image and beyond the last channel. Four channels of neighbouring pixels then lie side by side, which keeps the
 * inner loop of {@link accumulateFilterGradient} in the first-level cache at every channel count.
 */
export function packColumns(
  x: usize,
  images: i32,
  height: i32,
  width: i32,
  channels: i32,
  packed: usize,
  firstRow: i32,
  firstColumn: i32,
  rows: i32,
  columns: i32,
): void {
  const pixelBytes = (<usize>channels) << 2;
  const rowBytes = <usize>width * pixelBytes;
  const from = max(0, -firstColumn);
  const to = max(from, min(columns, width - firstColumn));
  for (let channel = 0; channel < channels; channel += 4) {
    const lanes = channels - channel;
    for (let image = 0; image < images; image++) {
      const plane = x + <usize>image * <usize>height * rowBytes + ((<usize>channel) << 2);
      for (let row = firstRow; row < firstRow + rows; row++) {
        if (row < 0 || row >= height) {
          memory.fill(packed, 0, (<usize>columns) << 4);
          packed += (<usize>columns) << 4;
          continue;
        }
        let column = 0;
        for (; column < from; column++, packed += 16) v128.store(packed, f32x4.splat(0));
        let source = plane + <usize>row * rowBytes + <usize>(firstColumn + from) * pixelBytes;
        if (lanes >= 4) {
          for (; column < to; column++, packed += 16, source += pixelBytes)
            v128.store(packed, v128.load(source));
        } else {
          for (; column < to; column++, packed += 16, source += pixelBytes)
            v128.store(packed, loadLanes(source, lanes));
        }
        for (; column < columns; column++, packed += 16) v128.store(packed, f32x4.splat(0));
      }
    }
  }
}

/** Copies output gradients [pixels, outputs] as [outputs/8][pixels][8], zeros beyond the last output. */
export function packOutputs(dy: usize, pixels: i32, outputs: i32, packed: usize): void {
  const pixelBytes = (<usize>outputs) << 2;
  for (let output = 0; output < outputs; output += 8) {
    const lanes = outputs - output;
    let source = dy + ((<usize>output) << 2);
    for (let pixel = 0; pixel < pixels; pixel++) {
      v128.store(packed, loadLanes(source, lanes));
      v128.store(packed, lanes > 4 ? loadLanes(source + 16, lanes - 4) : f32x4.splat(0), 16);
      source += pixelBytes;
      packed += 32;
    }
  }
}

/** Adds to one tile, 4 channels by 8 outputs at `sums`, the products over all pixels of the block. */
function accumulateTile(
  x: usize,
  xImageBytes: usize,
  xStepY: usize,
  xStepX: usize,
  dy: usize,
  sums: usize,
  images: i32,
  rows: i32,
  columnBytes: usize,
): void {
  let a0 = v128.load(sums),
    a1 = v128.load(sums, 16),
    a2 = v128.load(sums, 32),
    a3 = v128.load(sums, 48);
  let a4 = v128.load(sums, 64),
    a5 = v128.load(sums, 80),
    a6 = v128.load(sums, 96),
    a7 = v128.load(sums, 112);
  for (let image = 0; image < images; image++) {
    let xRow = x;
    for (let row = 0; row < rows; row++) {
      let xNow = xRow;
      const end = dy + columnBytes;
      while (dy < end) {
        const d0 = v128.load(dy);
        const d1 = v128.load(dy, 16);
        let s = v128.load32_splat(xNow);
        a0 = multiplyAdd(s, d0, a0);
        a1 = multiplyAdd(s, d1, a1);
        s = v128.load32_splat(xNow, 4);
        a2 = multiplyAdd(s, d0, a2);
        a3 = multiplyAdd(s, d1, a3);
        s = v128.load32_splat(xNow, 8);
        a4 = multiplyAdd(s, d0, a4);
        a5 = multiplyAdd(s, d1, a5);
        s = v128.load32_splat(xNow, 12);
        a6 = multiplyAdd(s, d0, a6);
        a7 = multiplyAdd(s, d1, a7);
        xNow += xStepX;
        dy += 32;
      }
      xRow += xStepY;
    }
    x += xImageBytes;
  }
  v128.store(sums, a0);
  v128.store(sums, a1, 16);
  v128.store(sums, a2, 32);
  v128.store(sums, a3, 48);
  v128.store(sums, a4, 64);
  v128.store(sums, a5, 80);
  v128.store(sums, a6, 96);
  v128.store(sums, a7, 112);
}

/**
 * Adds a block of pixels to the filter gradient, held as sums [channels/4][outputs/8][tap row][tap column][4][8].
 * @param x block from {@link packColumns}, `xRows` rows of `xColumns` pixels an image
 * @param dy block from {@link packOutputs}, `rows` rows of `columns` pixels an image
 */
export function accumulateFilterGradient(
  x: usize,
  xRows: i32,
  xColumns: i32,
  dy: usize,
  sums: usize,
  channels: i32,
  outputs: i32,
  tapRows: i32,
  tapColumns: i32,
  strideY: i32,
  strideX: i32,
  images: i32,
  rows: i32,
  columns: i32,
): void {
  const xRowBytes = (<usize>xColumns) << 4;
  const xImageBytes = <usize>xRows * xRowBytes;
  const xBlockBytes = <usize>images * xImageBytes;
  const columnBytes = (<usize>columns) << 5;
  const dyBlockBytes = <usize>images * <usize>rows * columnBytes;
  for (let channel = 0; channel < channels; channel += 4) {
    let dyBlock = dy;
    for (let output = 0; output < outputs; output += 8) {
      for (let tapRow = 0; tapRow < tapRows; tapRow++) {
        for (let tapColumn = 0; tapColumn < tapColumns; tapColumn++) {
          const window = x + <usize>tapRow * xRowBytes + ((<usize>tapColumn) << 4);
          accumulateTile(
            window,
            xImageBytes,
            <usize>strideY * xRowBytes,
            (<usize>strideX) << 4,
            dyBlock,
            sums,
            images,
            rows,
            columnBytes,
          );
          sums += 128;
        }
      }
      dyBlock += dyBlockBytes;
    }
    x += xBlockBytes;
  }
}

/** Writes the sums of {@link accumulateFilterGradient} as a filter [taps, channels, outputs]. */
export function unpackFilterGradient(sums: usize, taps: i32, channels: i32, outputs: i32, dw: usize): void {
  for (let channel = 0; channel < channels; channel += 4) {
    const channelLanes = min(4, channels - channel);
    for (let output = 0; output < outputs; output += 8) {
      const outputLanes = min(8, outputs - output);
      for (let tap = 0; tap < taps; tap++) {
        for (let c = 0; c < channelLanes; c++) {
          const target = dw + ((<usize>(tap * channels + channel + c) * <usize>outputs + <usize>output) << 2);
          memory.copy(target, sums + ((<usize>c) << 5), (<usize>outputLanes) << 2);
        }
        sums += 128;
      }
    }
  }
}

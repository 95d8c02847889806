/** Loads the first `lanes` (1 to 4) floats, zeros after them; reads nothing beyond. */
export function loadLanes(source: usize, lanes: i32): v128 {
  if (lanes >= 4) return v128.load(source);
  let value = v128.load32_zero(source);
  if (lanes >= 2) value = v128.load32_lane(source, value, 1, 4);
  if (lanes >= 3) value = v128.load32_lane(source, value, 2, 8);
  return value;
}

/**
 * Copies images [images, height, width, channels] into frames [images, paddedHeight, paddedWidth, channels] of zeros,
 * `top` rows down and `left` columns in; what does not fit into the frame is cut off.
 */
export function padImages(
  x: usize,
  images: i32,
  height: i32,
  width: i32,
  channels: i32,
  padded: usize,
  top: i32,
  left: i32,
  paddedHeight: i32,
  paddedWidth: i32,
): void {
  const pixelBytes = (<usize>channels) << 2;
  const copied = min(width, paddedWidth - left);
  const leftBytes = <usize>left * pixelBytes;
  const copiedBytes = <usize>copied * pixelBytes;
  const rightBytes = <usize>(paddedWidth - left - copied) * pixelBytes;
  const paddedRowBytes = <usize>paddedWidth * pixelBytes;
  const rowBytes = <usize>width * pixelBytes;
  for (let image = 0; image < images; image++) {
    for (let row = 0; row < paddedHeight; row++) {
      const sourceRow = row - top;
      if (sourceRow < 0 || sourceRow >= height) {
        memory.fill(padded, 0, paddedRowBytes);
      } else {
        if (leftBytes) memory.fill(padded, 0, leftBytes);
        memory.copy(padded + leftBytes, x + <usize>sourceRow * rowBytes, copiedBytes);
        if (rightBytes) memory.fill(padded + leftBytes + copiedBytes, 0, rightBytes);
      }
      padded += paddedRowBytes;
    }
    x += <usize>height * rowBytes;
  }
}

/** Packs weights [rows, outputs] (rows = tap rows x tap columns x channels) as [outputs/8][rows][8], zeros at the end. */
export function packWeights(w: usize, rows: i32, outputs: i32, packed: usize): void {
  const rowBytes = (<usize>outputs) << 2;
  for (let output = 0; output < outputs; output += 8) {
    const lanes = outputs - output;
    let source = w + ((<usize>output) << 2);
    for (let row = 0; row < rows; row++) {
      v128.store(packed, loadLanes(source, lanes));
      v128.store(packed, lanes > 4 ? loadLanes(source + 16, lanes - 4) : f32x4.splat(0), 16);
      source += rowBytes;
      packed += 32;
    }
  }
}

/** Writes four outputs of four channels, transposed: packed[output][8 channels]. */
function transposeTile(source: usize, rowBytes: usize, packed: usize): void {
  const r0 = v128.load(source);
  const r1 = v128.load(source + rowBytes);
  const r2 = v128.load(source + 2 * rowBytes);
  const r3 = v128.load(source + 3 * rowBytes);
  const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
  const high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
  const low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
  const high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
  v128.store(packed, v128.shuffle<f32>(low01, low23, 0, 1, 4, 5));
  v128.store(packed, v128.shuffle<f32>(low01, low23, 2, 3, 6, 7), 32);
  v128.store(packed, v128.shuffle<f32>(high01, high23, 0, 1, 4, 5), 64);
  v128.store(packed, v128.shuffle<f32>(high01, high23, 2, 3, 6, 7), 96);
}

/** One tap of {@link packFlippedWeights}: [channels from `source`, outputs] becomes [outputs][8 channels]. */
function packFlippedTap(source: usize, channels: i32, outputs: i32, packed: usize): void {
  const rowBytes = (<usize>outputs) << 2;
  let output = 0;
  if (channels >= 8) {
    for (; output + 4 <= outputs; output += 4) {
      transposeTile(source, rowBytes, packed);
      transposeTile(source + 4 * rowBytes, rowBytes, packed + 16);
      source += 16;
      packed += 128;
    }
  }
  for (; output < outputs; output++) {
    for (let channel = 0; channel < 8; channel++) {
      const value = channel < channels ? load<f32>(source + <usize>channel * rowBytes) : 0;
      store<f32>(packed + ((<usize>channel) << 2), value);
    }
    source += 4;
    packed += 32;
  }
}

/**
 * Packs the taps firstY, firstY + strideY, ... x firstX, firstX + strideX, ... of weights [tap row, tap column, channel,
 * output], in reverse order and with channels and outputs exchanged, for {@link convolve} over the output gradient.
 */
export function packFlippedWeights(
  w: usize,
  tapColumns: i32,
  channels: i32,
  outputs: i32,
  firstY: i32,
  strideY: i32,
  countY: i32,
  firstX: i32,
  strideX: i32,
  countX: i32,
  packed: usize,
): void {
  const rowBytes = (<usize>outputs) << 2;
  const tapBytes = <usize>channels * rowBytes;
  for (let channel = 0; channel < channels; channel += 8) {
    for (let y = countY - 1; y >= 0; y--) {
      for (let x = countX - 1; x >= 0; x--) {
        const tap = (firstY + strideY * y) * tapColumns + firstX + strideX * x;
        const source = w + <usize>tap * tapBytes + <usize>channel * rowBytes;
        packFlippedTap(source, channels - channel, outputs, packed);
        packed += (<usize>outputs) << 5;
      }
    }
  }
}

/** Sets `bytes` bytes to zero. */
export function fillZero(target: usize, bytes: usize): void {
  memory.fill(target, 0, bytes);
}

/** target[i] += a[i] * b[i] for `count` floats. */
function multiplyAdd(target: usize, a: usize, b: usize, count: i32): void {
  const end = target + ((<usize>count) << 2);
  while (target + 16 <= end) {
    v128.store(target, f32x4.add(v128.load(target), f32x4.mul(v128.load(a), v128.load(b))));
    target += 16;
    a += 16;
    b += 16;
  }
  while (target < end) {
    store<f32>(target, load<f32>(target) + load<f32>(a) * load<f32>(b));
    target += 4;
    a += 4;
    b += 4;
  }
}

/**
 * The products of one output pixel and one tap. With `multiplier` outputs for each channel, output channel
 * c * multiplier + m belongs to channel c. Adds dy * w to dx, or dy * x to dw, which are the same loop:
 * `narrow` holds one float a channel (dx or x), `wide` one an output (w or dw).
 */
function multiplyTap(
  narrow: usize,
  wide: usize,
  dy: usize,
  channels: i32,
  multiplier: i32,
  toNarrow: bool,
): void {
  if (multiplier == 1) {
    if (toNarrow) multiplyAdd(narrow, wide, dy, channels);
    else multiplyAdd(wide, narrow, dy, channels);
    return;
  }
  for (let channel = 0; channel < channels; channel++) {
    for (let m = 0; m < multiplier; m++) {
      if (toNarrow) store<f32>(narrow, load<f32>(narrow) + load<f32>(wide) * load<f32>(dy));
      else store<f32>(wide, load<f32>(wide) + load<f32>(narrow) * load<f32>(dy));
      wide += 4;
      dy += 4;
    }
    narrow += 4;
  }
}

/** Walks over all pairs of output pixel and tap that meet inside the image. */
function walk(
  narrow: usize,
  wide: usize,
  dy: usize,
  images: i32,
  height: i32,
  width: i32,
  channels: i32,
  multiplier: i32,
  tapRows: i32,
  tapColumns: i32,
  strideY: i32,
  strideX: i32,
  top: i32,
  left: i32,
  rows: i32,
  columns: i32,
  toNarrow: bool,
): void {
  const wideBytes = (<usize>(channels * multiplier)) << 2;
  const narrowBytes = (<usize>channels) << 2;
  for (let image = 0; image < images; image++) {
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++, dy += wideBytes) {
        for (let tapRow = 0; tapRow < tapRows; tapRow++) {
          const y = row * strideY + tapRow - top;
          if (y < 0 || y >= height) continue;
          for (let tapColumn = 0; tapColumn < tapColumns; tapColumn++) {
            const x = column * strideX + tapColumn - left;
            if (x < 0 || x >= width) continue;
            const pixel = narrow + <usize>((image * height + y) * width + x) * narrowBytes;
            const tap = wide + <usize>(tapRow * tapColumns + tapColumn) * wideBytes;
            multiplyTap(pixel, tap, dy, channels, multiplier, toNarrow);
          }
        }
      }
    }
  }
}

/** Gradient of a depthwise convolution with respect to its input; dx need not be zero before. */
export function depthwiseInputGradient(
  dy: usize,
  w: usize,
  dx: usize,
  images: i32,
  height: i32,
  width: i32,
  channels: i32,
  multiplier: i32,
  tapRows: i32,
  tapColumns: i32,
  strideY: i32,
  strideX: i32,
  top: i32,
  left: i32,
  rows: i32,
  columns: i32,
): void {
  memory.fill(dx, 0, (<usize>(images * height * width * channels)) << 2);
  walk(
    dx,
    w,
    dy,
    images,
    height,
    width,
    channels,
    multiplier,
    tapRows,
    tapColumns,
    strideY,
    strideX,
    top,
    left,
    rows,
    columns,
    true,
  );
}

/** Gradient of a depthwise convolution with respect to its filter; dw need not be zero before. */
export function depthwiseFilterGradient(
  x: usize,
  dy: usize,
  dw: usize,
  images: i32,
  height: i32,
  width: i32,
  channels: i32,
  multiplier: i32,
  tapRows: i32,
  tapColumns: i32,
  strideY: i32,
  strideX: i32,
  top: i32,
  left: i32,
  rows: i32,
  columns: i32,
): void {
  memory.fill(dw, 0, (<usize>(tapRows * tapColumns * channels * multiplier)) << 2);
  walk(
    x,
    dw,
    dy,
    images,
    height,
    width,
    channels,
    multiplier,
    tapRows,
    tapColumns,
    strideY,
    strideX,
    top,
    left,
    rows,
    columns,
    false,
  );
}

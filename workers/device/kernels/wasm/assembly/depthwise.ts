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

/**
 * Gradients of a depthwise convolution. For that of the input `narrow` is dx, `wide` the filter and a chunk one image; for
 * that of the filter `narrow` is x, `wide` the filter's gradient and a chunk one row of taps.
 */
@unmanaged
export class DepthwiseJob {
  narrow: usize;
  wide: usize;
  dy: usize;
  images: i32;
  height: i32;
  width: i32;
  channels: i32;
  multiplier: i32;
  tapRows: i32;
  tapColumns: i32;
  strideY: i32;
  strideX: i32;
  top: i32;
  left: i32;
  rows: i32;
  columns: i32;
}

/** Walks over the pairs of output pixel and tap that meet inside one image. */
function walk(job: DepthwiseJob, image: i32, firstTapRow: i32, tapRows: i32, toNarrow: bool): void {
  const channels = job.channels;
  const wideBytes = (<usize>(channels * job.multiplier)) << 2;
  const narrowBytes = (<usize>channels) << 2;
  let dy = job.dy + <usize>(image * job.rows * job.columns) * wideBytes;
  for (let row = 0; row < job.rows; row++) {
    for (let column = 0; column < job.columns; column++, dy += wideBytes) {
      for (let tapRow = firstTapRow; tapRow < firstTapRow + tapRows; tapRow++) {
        const y = row * job.strideY + tapRow - job.top;
        if (y < 0 || y >= job.height) continue;
        for (let tapColumn = 0; tapColumn < job.tapColumns; tapColumn++) {
          const x = column * job.strideX + tapColumn - job.left;
          if (x < 0 || x >= job.width) continue;
          const pixel = job.narrow + <usize>((image * job.height + y) * job.width + x) * narrowBytes;
          const tap = job.wide + <usize>(tapRow * job.tapColumns + tapColumn) * wideBytes;
          multiplyTap(pixel, tap, dy, channels, job.multiplier, toNarrow);
        }
      }
    }
  }
}

/** See {@link DepthwiseJob}; dx need not be zero before. */
export function depthwiseInputGradient(job: DepthwiseJob, image: i32, _thread: i32): void {
  const bytes = (<usize>(job.height * job.width * job.channels)) << 2;
  memory.fill(job.narrow + <usize>image * bytes, 0, bytes);
  walk(job, image, 0, job.tapRows, true);
}

/** See {@link DepthwiseJob}; the gradient need not be zero before. */
export function depthwiseFilterGradient(job: DepthwiseJob, tapRow: i32, _thread: i32): void {
  const bytes = (<usize>(job.tapColumns * job.channels * job.multiplier)) << 2;
  memory.fill(job.wide + <usize>tapRow * bytes, 0, bytes);
  for (let image = 0; image < job.images; image++) walk(job, image, tapRow, 1, false);
}

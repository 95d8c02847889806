/** What is done to a convolution's output while it is still in the cache: y = relu?(y * scale + shift (+ residual)). */
@unmanaged
export class Finish {
  /** 0: nothing is done. */
  scale: usize;
  shift: usize;
  /** Laid out as the output; 0: none. */
  residual: usize;
  relu: i32;
}

/** Finishes `pixels` neighbouring pixels of `channels` outputs. */
function finishRun(finish: Finish, y: usize, residual: usize, pixels: i32, channels: i32): void {
  const bytes = (<usize>channels) << 2;
  const vectorBytes = bytes & ~15;
  const floor = finish.relu ? f32x4.splat(0) : f32x4.splat(-Infinity);
  const scalarFloor: f32 = finish.relu ? 0 : -Infinity;
  const scale = finish.scale,
    shift = finish.shift;
  for (; pixels > 0; pixels--) {
    for (let c: usize = 0; c < vectorBytes; c += 16) {
      let value = f32x4.add(f32x4.mul(v128.load(y + c), v128.load(scale + c)), v128.load(shift + c));
      if (residual) value = f32x4.add(value, v128.load(residual + c));
      v128.store(y + c, f32x4.max(value, floor));
    }
    for (let c = vectorBytes; c < bytes; c += 4) {
      let value = load<f32>(y + c) * load<f32>(scale + c) + load<f32>(shift + c);
      if (residual) value += load<f32>(residual + c);
      store<f32>(y + c, max<f32>(value, scalarFloor));
    }
    y += bytes;
    if (residual) residual += bytes;
  }
}

/**
 * Finishes a window, `rows` whole rows from `firstRow` on, of the images from `firstImage` on.
 * @param target of the whole output [images, height, width, channels]
 */
export function finishRows(
  finish: Finish,
  target: usize,
  firstImage: i32,
  images: i32,
  height: i32,
  width: i32,
  channels: i32,
  firstRow: i32,
  rows: i32,
): void {
  if (finish.scale == 0) return;
  for (let image = firstImage; image < firstImage + images; image++) {
    const at = (<usize>(image * height + firstRow) * <usize>width * <usize>channels) << 2;
    const residual = finish.residual ? finish.residual + at : 0;
    finishRun(finish, target + at, residual, rows * width, channels);
  }
}

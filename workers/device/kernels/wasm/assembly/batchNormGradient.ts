import { addPartials, zeroChannels } from './channels';

/** Pixels summed before the partial sums move to the totals: keeps rounding errors small. */
const BLOCK_PIXELS: i32 = 128;

/**
 * Adds dy' and dy' (x - mean) of `rows` pixels to the partial sums, where dy' = dy masked by y > 0 (`y` is 0 where there
 * is no relu), and stores dy' as the gradient of the residual where `masked` is not 0.
 */
function sumBlock(
  dy: usize,
  y: usize,
  x: usize,
  mean: usize,
  rows: i32,
  bytes: usize,
  sums: usize,
  products: usize,
  masked: usize,
): void {
  const vectorBytes = bytes & ~15;
  const zero = f32x4.splat(0);
  for (let row = 0; row < rows; row++) {
    for (let c: usize = 0; c < vectorBytes; c += 16) {
      let d = v128.load(dy + c);
      if (y) d = v128.and(d, f32x4.gt(v128.load(y + c), zero));
      if (masked) v128.store(masked + c, d);
      const centred = f32x4.sub(v128.load(x + c), v128.load(mean + c));
      v128.store(sums + c, f32x4.add(v128.load(sums + c), d));
      v128.store(products + c, f32x4.add(v128.load(products + c), f32x4.mul(d, centred)));
    }
    for (let c = vectorBytes; c < bytes; c += 4) {
      let d = load<f32>(dy + c);
      if (y) d = load<f32>(y + c) > 0 ? d : 0;
      if (masked) store<f32>(masked + c, d);
      store<f32>(sums + c, load<f32>(sums + c) + d);
      store<f32>(products + c, load<f32>(products + c) + d * (load<f32>(x + c) - load<f32>(mean + c)));
    }
    dy += bytes;
    x += bytes;
    if (y) y += bytes;
    if (masked) masked += bytes;
  }
}

/** Per channel: sum of dy' to `sums`, sum of dy' (x - mean) to `products`. Partials: 2 x channels floats. */
function sumChannels(
  dy: usize,
  y: usize,
  x: usize,
  mean: usize,
  pixels: i32,
  channels: i32,
  sums: usize,
  products: usize,
  masked: usize,
  partials: usize,
): void {
  const bytes = (<usize>channels) << 2;
  zeroChannels(sums, channels);
  zeroChannels(products, channels);
  for (let pixel = 0; pixel < pixels; pixel += BLOCK_PIXELS) {
    const offset = <usize>pixel * bytes;
    const rows = min(BLOCK_PIXELS, pixels - pixel);
    zeroChannels(partials, 2 * channels);
    sumBlock(
      dy + offset,
      y ? y + offset : 0,
      x + offset,
      mean,
      rows,
      bytes,
      partials,
      partials + bytes,
      masked ? masked + offset : 0,
    );
    addPartials(sums, partials, channels);
    addPartials(products, partials + bytes, channels);
  }
}

/** dx = scale (dy' - offset - (x - mean) slope), all of them per channel. */
function applyGradient(
  dy: usize,
  y: usize,
  x: usize,
  mean: usize,
  scale: usize,
  offset: usize,
  slope: usize,
  pixels: i32,
  channels: i32,
  dx: usize,
): void {
  const bytes = (<usize>channels) << 2;
  const vectorBytes = bytes & ~15;
  const zero = f32x4.splat(0);
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let c: usize = 0; c < vectorBytes; c += 16) {
      let d = v128.load(dy + c);
      if (y) d = v128.and(d, f32x4.gt(v128.load(y + c), zero));
      const centred = f32x4.sub(v128.load(x + c), v128.load(mean + c));
      d = f32x4.sub(f32x4.sub(d, v128.load(offset + c)), f32x4.mul(centred, v128.load(slope + c)));
      v128.store(dx + c, f32x4.mul(d, v128.load(scale + c)));
    }
    for (let c = vectorBytes; c < bytes; c += 4) {
      let d = load<f32>(dy + c);
      if (y) d = load<f32>(y + c) > 0 ? d : 0;
      d = d - load<f32>(offset + c) - (load<f32>(x + c) - load<f32>(mean + c)) * load<f32>(slope + c);
      store<f32>(dx + c, d * load<f32>(scale + c));
    }
    dy += bytes;
    x += bytes;
    dx += bytes;
    if (y) y += bytes;
  }
}

/**
 * Gradient of {@link batchNormTrain} in closed form, two passes:
 * dx = gamma inverseStd (dy' - mean(dy') - xhat mean(dy' xhat)), dgamma = sum(dy' xhat), dbeta = sum(dy').
 * `y` is 0 without relu, `dresidual` is 0 where it is not wanted. Scratch: 5 x channels floats.
 */
export function batchNormTrainGradient(
  dy: usize,
  y: usize,
  x: usize,
  gamma: usize,
  mean: usize,
  inverseStd: usize,
  pixels: i32,
  channels: i32,
  dx: usize,
  dgamma: usize,
  dbeta: usize,
  dresidual: usize,
  scratch: usize,
): void {
  const bytes = (<usize>channels) << 2;
  const scale = scratch,
    offset = scale + bytes,
    slope = offset + bytes,
    partials = slope + bytes;
  sumChannels(dy, y, x, mean, pixels, channels, dbeta, dgamma, dresidual, partials);
  const share = <f32>1 / <f32>pixels;
  for (let c: usize = 0; c < bytes; c += 4) {
    const inverse = load<f32>(inverseStd + c);
    const product = load<f32>(dgamma + c) * inverse;
    store<f32>(dgamma + c, product);
    store<f32>(scale + c, load<f32>(gamma + c) * inverse);
    store<f32>(offset + c, load<f32>(dbeta + c) * share);
    store<f32>(slope + c, product * inverse * share);
  }
  // What was masked once need not be masked again.
  if (dresidual) applyGradient(dresidual, 0, x, mean, scale, offset, slope, pixels, channels, dx);
  else applyGradient(dy, y, x, mean, scale, offset, slope, pixels, channels, dx);
}

/** One block of {@link batchNormEvalGradient}; see there. */
function evalBlock(
  dy: usize,
  y: usize,
  x: usize,
  scale: usize,
  rows: i32,
  bytes: usize,
  dx: usize,
  products: usize,
  sums: usize,
  masked: usize,
): void {
  const vectorBytes = bytes & ~15;
  const zero = f32x4.splat(0);
  for (let row = 0; row < rows; row++) {
    for (let c: usize = 0; c < vectorBytes; c += 16) {
      let d = v128.load(dy + c);
      if (y) d = v128.and(d, f32x4.gt(v128.load(y + c), zero));
      if (masked) v128.store(masked + c, d);
      v128.store(sums + c, f32x4.add(v128.load(sums + c), d));
      v128.store(products + c, f32x4.add(v128.load(products + c), f32x4.mul(d, v128.load(x + c))));
      v128.store(dx + c, f32x4.mul(d, v128.load(scale + c)));
    }
    for (let c = vectorBytes; c < bytes; c += 4) {
      let d = load<f32>(dy + c);
      if (y) d = load<f32>(y + c) > 0 ? d : 0;
      if (masked) store<f32>(masked + c, d);
      store<f32>(sums + c, load<f32>(sums + c) + d);
      store<f32>(products + c, load<f32>(products + c) + d * load<f32>(x + c));
      store<f32>(dx + c, d * load<f32>(scale + c));
    }
    dy += bytes;
    x += bytes;
    dx += bytes;
    if (y) y += bytes;
    if (masked) masked += bytes;
  }
}

/**
 * Gradient of {@link batchNormEval} in one pass: dx = dy' scale, dscale = sum(dy' x), dshift = sum(dy').
 * `y` is 0 without relu, `dresidual` is 0 where it is not wanted. Scratch: 2 x channels floats.
 */
export function batchNormEvalGradient(
  dy: usize,
  y: usize,
  x: usize,
  scale: usize,
  pixels: i32,
  channels: i32,
  dx: usize,
  dscale: usize,
  dshift: usize,
  dresidual: usize,
  scratch: usize,
): void {
  const bytes = (<usize>channels) << 2;
  zeroChannels(dscale, channels);
  zeroChannels(dshift, channels);
  for (let pixel = 0; pixel < pixels; pixel += BLOCK_PIXELS) {
    const at = <usize>pixel * bytes;
    zeroChannels(scratch, 2 * channels);
    evalBlock(
      dy + at,
      y ? y + at : 0,
      x + at,
      scale,
      min(BLOCK_PIXELS, pixels - pixel),
      bytes,
      dx + at,
      scratch,
      scratch + bytes,
      dresidual ? dresidual + at : 0,
    );
    addPartials(dscale, scratch, channels);
    addPartials(dshift, scratch + bytes, channels);
  }
}

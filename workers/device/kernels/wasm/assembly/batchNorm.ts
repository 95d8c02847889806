import { addPartials, zeroChannels } from './channels';

/** Pixels summed in single precision before the partial sums move to the totals: keeps rounding errors small. */
const BLOCK_PIXELS: i32 = 128;

/** Mean of about 16 pixels spread over the tensor: a shift close to the mean makes the one-pass variance stable. */
function sampleShift(x: usize, pixels: i32, channels: i32, shift: usize): void {
  const samples = min(16, pixels);
  const scale = <f32>1 / <f32>samples;
  zeroChannels(shift, channels);
  for (let sample = 0; sample < samples; sample++) {
    const pixel = <i32>((<i64>sample * <i64>pixels) / <i64>samples);
    const source = x + ((<usize>pixel * <usize>channels) << 2);
    for (let channel: usize = 0; channel < (<usize>channels) << 2; channel += 4) {
      store<f32>(shift + channel, load<f32>(shift + channel) + load<f32>(source + channel) * scale);
    }
  }
}

/** Adds x - shift and (x - shift)^2 of `rows` pixels to the partial sums, four pixels at a time. */
function sumBlock(x: usize, rows: i32, bytes: usize, shift: usize, sums: usize, squares: usize): void {
  const vectorBytes = bytes & ~15;
  let row = 0;
  for (; row + 4 <= rows; row += 4) {
    const x1 = x + bytes,
      x2 = x1 + bytes,
      x3 = x2 + bytes;
    for (let c: usize = 0; c < vectorBytes; c += 16) {
      const s = v128.load(shift + c);
      const d0 = f32x4.sub(v128.load(x + c), s);
      const d1 = f32x4.sub(v128.load(x1 + c), s);
      const d2 = f32x4.sub(v128.load(x2 + c), s);
      const d3 = f32x4.sub(v128.load(x3 + c), s);
      const sum = f32x4.add(f32x4.add(d0, d1), f32x4.add(d2, d3));
      const square01 = f32x4.add(f32x4.mul(d0, d0), f32x4.mul(d1, d1));
      const square23 = f32x4.add(f32x4.mul(d2, d2), f32x4.mul(d3, d3));
      v128.store(sums + c, f32x4.add(v128.load(sums + c), sum));
      v128.store(squares + c, f32x4.add(v128.load(squares + c), f32x4.add(square01, square23)));
    }
    for (let c = vectorBytes; c < bytes; c += 4) {
      const s = load<f32>(shift + c);
      const d0 = load<f32>(x + c) - s,
        d1 = load<f32>(x1 + c) - s;
      const d2 = load<f32>(x2 + c) - s,
        d3 = load<f32>(x3 + c) - s;
      store<f32>(sums + c, load<f32>(sums + c) + (d0 + d1 + (d2 + d3)));
      store<f32>(squares + c, load<f32>(squares + c) + (d0 * d0 + d1 * d1 + (d2 * d2 + d3 * d3)));
    }
    x += 4 * bytes;
  }
  for (; row < rows; row++) {
    for (let c: usize = 0; c < bytes; c += 4) {
      const d = load<f32>(x + c) - load<f32>(shift + c);
      store<f32>(sums + c, load<f32>(sums + c) + d);
      store<f32>(squares + c, load<f32>(squares + c) + d * d);
    }
    x += bytes;
  }
}

/** Mean, biased variance and 1 / sqrt(variance + epsilon) of every channel. Scratch: 5 x channels floats. */
function statistics(
  x: usize,
  pixels: i32,
  channels: i32,
  epsilon: f32,
  mean: usize,
  variance: usize,
  inverseStd: usize,
  scratch: usize,
): void {
  const bytes = (<usize>channels) << 2;
  const shift = scratch,
    sums = shift + bytes,
    squares = sums + bytes;
  const partialSums = squares + bytes,
    partialSquares = partialSums + bytes;
  sampleShift(x, pixels, channels, shift);
  zeroChannels(sums, 2 * channels);
  for (let pixel = 0; pixel < pixels; pixel += BLOCK_PIXELS) {
    zeroChannels(partialSums, 2 * channels);
    sumBlock(
      x + <usize>pixel * bytes,
      min(BLOCK_PIXELS, pixels - pixel),
      bytes,
      shift,
      partialSums,
      partialSquares,
    );
    addPartials(sums, partialSums, 2 * channels);
  }
  const scale = 1 / <f64>pixels;
  for (let c: usize = 0; c < bytes; c += 4) {
    const difference = <f64>load<f32>(sums + c) * scale;
    const spread = max<f64>(0, <f64>load<f32>(squares + c) * scale - difference * difference);
    store<f32>(mean + c, <f32>(<f64>load<f32>(shift + c) + difference));
    store<f32>(variance + c, <f32>spread);
    store<f32>(inverseStd + c, <f32>(1 / Math.sqrt(spread + <f64>epsilon)));
  }
}

/** y = relu?((x - mean) * scale + shift (+ residual)); `residual` is 0 where there is none. */
function normalise(
  x: usize,
  residual: usize,
  mean: usize,
  scale: usize,
  shift: usize,
  y: usize,
  pixels: i32,
  channels: i32,
  relu: bool,
): void {
  const bytes = (<usize>channels) << 2;
  const vectorBytes = bytes & ~15;
  const floor = relu ? f32x4.splat(0) : f32x4.splat(-Infinity);
  const scalarFloor: f32 = relu ? 0 : -Infinity;
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let c: usize = 0; c < vectorBytes; c += 16) {
      const centred = f32x4.sub(v128.load(x + c), v128.load(mean + c));
      let value = f32x4.add(f32x4.mul(centred, v128.load(scale + c)), v128.load(shift + c));
      if (residual) value = f32x4.add(value, v128.load(residual + c));
      v128.store(y + c, f32x4.max(value, floor));
    }
    for (let c = vectorBytes; c < bytes; c += 4) {
      let value = (load<f32>(x + c) - load<f32>(mean + c)) * load<f32>(scale + c) + load<f32>(shift + c);
      if (residual) value += load<f32>(residual + c);
      store<f32>(y + c, max<f32>(value, scalarFloor));
    }
    x += bytes;
    y += bytes;
    if (residual) residual += bytes;
  }
}

/**
 * Batch normalisation with the statistics of the batch: y = relu?(gamma (x - mean) inverseStd + beta (+ residual)).
 * Writes y, mean, variance (biased) and inverseStd. Scratch: 5 x channels floats.
 */
export function batchNormTrain(
  x: usize,
  residual: usize,
  gamma: usize,
  beta: usize,
  pixels: i32,
  channels: i32,
  epsilon: f32,
  relu: bool,
  y: usize,
  mean: usize,
  variance: usize,
  inverseStd: usize,
  scratch: usize,
): void {
  statistics(x, pixels, channels, epsilon, mean, variance, inverseStd, scratch);
  const scale = scratch;
  for (let c: usize = 0; c < (<usize>channels) << 2; c += 4) {
    store<f32>(scale + c, load<f32>(gamma + c) * load<f32>(inverseStd + c));
  }
  normalise(x, residual, mean, scale, beta, y, pixels, channels, relu);
}

/** y = relu?(x * scale + shift (+ residual)). Scratch: channels floats. */
export function batchNormEval(
  x: usize,
  residual: usize,
  scale: usize,
  shift: usize,
  pixels: i32,
  channels: i32,
  relu: bool,
  y: usize,
  scratch: usize,
): void {
  zeroChannels(scratch, channels);
  normalise(x, residual, scratch, scale, shift, y, pixels, channels, relu);
}

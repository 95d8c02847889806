import { addPartials, BLOCK_PIXELS, zeroChannels } from './channels';

/**
 * Sums of x - shift and (x - shift)^2 over each channel of x [pixels, channels], where `shift` is the mean of a few
 * pixels: it makes the one-pass variance stable. A chunk is `chunkPixels` pixels with partial sums of its own.
 */
@unmanaged
export class MomentsJob {
  x: usize;
  pixels: i32;
  channels: i32;
  chunkPixels: i32;
  /** [channels]. */
  shift: usize;
  /** [chunks][2][channels]. */
  sums: usize;
  /** For each thread 2 x channels floats. */
  scratch: usize;
}

/** Mean of about 16 pixels spread over the tensor. */
export function sampleShift(x: usize, pixels: i32, channels: i32, shift: usize): void {
  const samples = min(16, pixels);
  const scale = f32x4.splat(<f32>1 / <f32>samples);
  const bytes = (<usize>channels) << 2;
  zeroChannels(shift, channels);
  for (let sample = 0; sample < samples; sample++) {
    const pixel = <i32>((<i64>sample * <i64>pixels) / <i64>samples);
    const source = x + <usize>pixel * bytes;
    let c: usize = 0;
    for (; c + 16 <= bytes; c += 16) {
      const term = f32x4.mul(v128.load(source + c), scale);
      v128.store(shift + c, f32x4.add(v128.load(shift + c), term));
    }
    for (; c < bytes; c += 4) {
      const term = load<f32>(source + c) * f32x4.extract_lane(scale, 0);
      store<f32>(shift + c, load<f32>(shift + c) + term);
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

/** See {@link MomentsJob}. */
export function sumMoments(job: MomentsJob, chunk: i32, thread: i32): void {
  const channels = job.channels;
  const bytes = (<usize>channels) << 2;
  const totals = job.sums + <usize>chunk * 2 * bytes;
  const partials = job.scratch + <usize>thread * 2 * bytes;
  const first = chunk * job.chunkPixels;
  const last = min(job.pixels, first + job.chunkPixels);
  zeroChannels(totals, 2 * channels);
  for (let pixel = first; pixel < last; pixel += BLOCK_PIXELS) {
    const rows = min(BLOCK_PIXELS, last - pixel);
    zeroChannels(partials, 2 * channels);
    sumBlock(job.x + <usize>pixel * bytes, rows, bytes, job.shift, partials, partials + bytes);
    addPartials(totals, partials, 2 * channels);
  }
}

/**
 * Adds the sums of all chunks and turns them into mean, biased variance, 1 / sqrt(variance + epsilon), and
 * `scale` = gamma / sqrt(variance + epsilon) of every channel.
 */
export function finishMoments(
  job: MomentsJob,
  chunks: i32,
  epsilon: f32,
  gamma: usize,
  mean: usize,
  variance: usize,
  inverseStd: usize,
  scale: usize,
): void {
  const bytes = (<usize>job.channels) << 2;
  for (let chunk = 1; chunk < chunks; chunk++) {
    addPartials(job.sums, job.sums + <usize>chunk * 2 * bytes, 2 * job.channels);
  }
  const sums = job.sums,
    squares = sums + bytes;
  const share = 1 / <f64>job.pixels;
  for (let c: usize = 0; c < bytes; c += 4) {
    const difference = <f64>load<f32>(sums + c) * share;
    const spread = max<f64>(0, <f64>load<f32>(squares + c) * share - difference * difference);
    const inverse = <f32>(1 / Math.sqrt(spread + <f64>epsilon));
    store<f32>(mean + c, <f32>(<f64>load<f32>(job.shift + c) + difference));
    store<f32>(variance + c, <f32>spread);
    store<f32>(inverseStd + c, inverse);
    store<f32>(scale + c, load<f32>(gamma + c) * inverse);
  }
}

/** y = relu?((x - mean) * scale + shift (+ residual)) over x [pixels, channels]. A chunk is `chunkPixels` pixels. */
@unmanaged
export class NormaliseJob {
  x: usize;
  /** 0: none. */
  residual: usize;
  /** 0: zero everywhere. */
  mean: usize;
  scale: usize;
  shift: usize;
  y: usize;
  pixels: i32;
  channels: i32;
  chunkPixels: i32;
  relu: i32;
}

/** See {@link NormaliseJob}. */
export function normalise(job: NormaliseJob, chunk: i32, _thread: i32): void {
  const bytes = (<usize>job.channels) << 2;
  const vectorBytes = bytes & ~15;
  const floor = job.relu ? f32x4.splat(0) : f32x4.splat(-Infinity);
  const scalarFloor: f32 = job.relu ? 0 : -Infinity;
  const first = chunk * job.chunkPixels;
  const at = <usize>first * bytes;
  const mean = job.mean,
    scale = job.scale,
    shift = job.shift;
  let x = job.x + at,
    y = job.y + at,
    residual = job.residual ? job.residual + at : 0;
  for (let left = min(job.chunkPixels, job.pixels - first); left > 0; left--) {
    for (let c: usize = 0; c < vectorBytes; c += 16) {
      let value = v128.load(x + c);
      if (mean) value = f32x4.sub(value, v128.load(mean + c));
      value = f32x4.add(f32x4.mul(value, v128.load(scale + c)), v128.load(shift + c));
      if (residual) value = f32x4.add(value, v128.load(residual + c));
      v128.store(y + c, f32x4.max(value, floor));
    }
    for (let c = vectorBytes; c < bytes; c += 4) {
      let value = load<f32>(x + c);
      if (mean) value -= load<f32>(mean + c);
      value = value * load<f32>(scale + c) + load<f32>(shift + c);
      if (residual) value += load<f32>(residual + c);
      store<f32>(y + c, max<f32>(value, scalarFloor));
    }
    x += bytes;
    y += bytes;
    if (residual) residual += bytes;
  }
}

import { addPartials, BLOCK_PIXELS, zeroChannels } from './channels';

/**
 * Sums of dy' and dy' (x - mean) over each channel, where dy' = dy masked by y > 0. A chunk is `chunkPixels` pixels with
 * partial sums of its own.
 */
@unmanaged
export class GradientSumsJob {
  dy: usize;
  /** 0: no relu. */
  y: usize;
  x: usize;
  /** 0: zero everywhere. */
  mean: usize;
  pixels: i32;
  channels: i32;
  chunkPixels: i32;
  /** Takes dy', the gradient of the residual; 0: not wanted. */
  masked: usize;
  /** [chunks][2][channels]. */
  sums: usize;
  /** For each thread 2 x channels floats. */
  scratch: usize;
}

/** Adds the sums of `rows` pixels to the partial sums. */
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
      let centred = v128.load(x + c);
      if (mean) centred = f32x4.sub(centred, v128.load(mean + c));
      v128.store(sums + c, f32x4.add(v128.load(sums + c), d));
      v128.store(products + c, f32x4.add(v128.load(products + c), f32x4.mul(d, centred)));
    }
    for (let c = vectorBytes; c < bytes; c += 4) {
      let d = load<f32>(dy + c);
      if (y) d = load<f32>(y + c) > 0 ? d : 0;
      if (masked) store<f32>(masked + c, d);
      let centred = load<f32>(x + c);
      if (mean) centred -= load<f32>(mean + c);
      store<f32>(sums + c, load<f32>(sums + c) + d);
      store<f32>(products + c, load<f32>(products + c) + d * centred);
    }
    dy += bytes;
    x += bytes;
    if (y) y += bytes;
    if (masked) masked += bytes;
  }
}

/** See {@link GradientSumsJob}. */
export function sumGradients(job: GradientSumsJob, chunk: i32, thread: i32): void {
  const channels = job.channels;
  const bytes = (<usize>channels) << 2;
  const totals = job.sums + <usize>chunk * 2 * bytes;
  const partials = job.scratch + <usize>thread * 2 * bytes;
  const first = chunk * job.chunkPixels;
  const last = min(job.pixels, first + job.chunkPixels);
  zeroChannels(totals, 2 * channels);
  for (let pixel = first; pixel < last; pixel += BLOCK_PIXELS) {
    const at = <usize>pixel * bytes;
    const rows = min(BLOCK_PIXELS, last - pixel);
    zeroChannels(partials, 2 * channels);
    sumBlock(
      job.dy + at,
      job.y ? job.y + at : 0,
      job.x + at,
      job.mean,
      rows,
      bytes,
      partials,
      partials + bytes,
      job.masked ? job.masked + at : 0,
    );
    addPartials(totals, partials, 2 * channels);
  }
}

/** Adds the sums of all chunks to those of the first: dy' to `sums`, dy' (x - mean) to `products`. */
export function addGradientSums(job: GradientSumsJob, chunks: i32, sums: usize, products: usize): void {
  const bytes = (<usize>job.channels) << 2;
  zeroChannels(sums, job.channels);
  zeroChannels(products, job.channels);
  for (let chunk = 0; chunk < chunks; chunk++) {
    const part = job.sums + <usize>chunk * 2 * bytes;
    addPartials(sums, part, job.channels);
    addPartials(products, part + bytes, job.channels);
  }
}

/** dx = scale (dy' - offset - (x - mean) slope), all of them per channel. A chunk is `chunkPixels` pixels. */
@unmanaged
export class GradientJob {
  dy: usize;
  /** 0: no relu. */
  y: usize;
  x: usize;
  mean: usize;
  scale: usize;
  /** 0: neither offset nor slope. */
  offset: usize;
  slope: usize;
  dx: usize;
  pixels: i32;
  channels: i32;
  chunkPixels: i32;
}

/**
 * The constants of {@link GradientJob} for batch statistics, from the sums of dy' (which are dbeta) and dy' (x - mean), which
 * become dgamma: dx = gamma inverseStd (dy' - mean(dy') - xhat mean(dy' xhat)), dgamma = sum(dy' xhat).
 */
export function prepareGradient(
  job: GradientJob,
  gamma: usize,
  inverseStd: usize,
  dgamma: usize,
  dbeta: usize,
): void {
  const share = <f32>1 / <f32>job.pixels;
  for (let c: usize = 0; c < (<usize>job.channels) << 2; c += 4) {
    const inverse = load<f32>(inverseStd + c);
    const product = load<f32>(dgamma + c) * inverse;
    store<f32>(dgamma + c, product);
    store<f32>(job.scale + c, load<f32>(gamma + c) * inverse);
    store<f32>(job.offset + c, load<f32>(dbeta + c) * share);
    store<f32>(job.slope + c, product * inverse * share);
  }
}

/** See {@link GradientJob}. */
export function applyGradient(job: GradientJob, chunk: i32, _thread: i32): void {
  const bytes = (<usize>job.channels) << 2;
  const vectorBytes = bytes & ~15;
  const zero = f32x4.splat(0);
  const first = chunk * job.chunkPixels;
  const at = <usize>first * bytes;
  const mean = job.mean,
    scale = job.scale,
    offset = job.offset,
    slope = job.slope;
  let dy = job.dy + at,
    y = job.y ? job.y + at : 0,
    x = job.x + at,
    dx = job.dx + at;
  for (let left = min(job.chunkPixels, job.pixels - first); left > 0; left--) {
    for (let c: usize = 0; c < vectorBytes; c += 16) {
      let d = v128.load(dy + c);
      if (y) d = v128.and(d, f32x4.gt(v128.load(y + c), zero));
      if (offset) {
        const centred = f32x4.sub(v128.load(x + c), v128.load(mean + c));
        d = f32x4.sub(f32x4.sub(d, v128.load(offset + c)), f32x4.mul(centred, v128.load(slope + c)));
      }
      v128.store(dx + c, f32x4.mul(d, v128.load(scale + c)));
    }
    for (let c = vectorBytes; c < bytes; c += 4) {
      let d = load<f32>(dy + c);
      if (y) d = load<f32>(y + c) > 0 ? d : 0;
      if (offset) {
        const centred = load<f32>(x + c) - load<f32>(mean + c);
        d = d - load<f32>(offset + c) - centred * load<f32>(slope + c);
      }
      store<f32>(dx + c, d * load<f32>(scale + c));
    }
    dy += bytes;
    x += bytes;
    dx += bytes;
    if (y) y += bytes;
  }
}

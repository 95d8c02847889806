/**
 * Bilinear resampling with antialiasing, bit for bit as Pillow's `Image.resize(size, BILINEAR)`:
 *
 *   scale = from / to, s = max(1, scale), centre_i = (i + 1/2) scale
 *   w_ij ~ max(0, 1 - |j + 1/2 - centre_i| / s) over the pixels j within s of the centre, normalised to sum 1
 *   out_i = floor(1/2 + sum_j w_ij in_j) in fixed point with 22 fraction bits
 *
 * along the rows first, then along the columns, with bytes between the two passes. torchvision's `Resize` does the
 * same to PIL images, so pictures resized here are those that the networks of the field were trained on.
 */
import type { PictureSize } from './contract';

const FRACTION_BITS = 22;
const ONE = 2 ** FRACTION_BITS;
const HALF = 2 ** (FRACTION_BITS - 1);

/** One axis: output `i` is the sum of `weights[i * most + k] * in[first[i] + k]` over `k < count[i]`. */
interface Taps {
  readonly first: Int32Array;
  readonly count: Int32Array;
  readonly weights: Int32Array;
  readonly most: number;
}

function tapsOf(from: number, to: number): Taps {
  const scale = from / to;
  const support = Math.max(1, scale);
  const most = Math.ceil(support) * 2 + 1;
  const first = new Int32Array(to);
  const count = new Int32Array(to);
  const weights = new Int32Array(to * most);
  const triangle = new Float64Array(most);
  for (let i = 0; i < to; i++) {
    const centre = (i + 0.5) * scale;
    const start = Math.max(0, Math.trunc(centre - support + 0.5));
    const end = Math.min(from, Math.trunc(centre + support + 0.5));
    let sum = 0;
    for (let k = 0; k < end - start; k++) {
      const weight = Math.max(0, 1 - Math.abs((k + start - centre + 0.5) * (1 / support)));
      triangle[k] = weight;
      sum += weight;
    }
    first[i] = start;
    count[i] = end - start;
    for (let k = 0; k < end - start; k++) {
      weights[i * most + k] = Math.trunc(0.5 + ((triangle[k] ?? 0) / sum) * ONE);
    }
  }
  return { first, count, weights, most };
}

/**
 * Resamples one axis of an array seen as [outer, axis, inner] bytes; rows have inner = channels, columns have
 * inner = width x channels.
 */
function resampleAxis(data: Uint8Array, outer: number, from: number, to: number, inner: number): Uint8Array {
  const { first, count, weights, most } = tapsOf(from, to);
  const out = new Uint8Array(outer * to * inner);
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < to; i++) {
      const base = (o * from + (first[i] ?? 0)) * inner;
      const taps = count[i] ?? 0;
      for (let k = 0; k < inner; k++) {
        let sum = HALF;
        for (let t = 0; t < taps; t++)
          sum += (data[base + t * inner + k] ?? 0) * (weights[i * most + t] ?? 0);
        // Weights are rounded up as often as down: the sum of whites may pass 255 by a fraction.
        out[(o * to + i) * inner + k] = Math.min(255, Math.floor(sum / ONE));
      }
    }
  }
  return out;
}

/** The picture (height x width x channels bytes) at another size; the same bytes where the size is the same. */
export function resize(pixels: Uint8Array, from: PictureSize, to: PictureSize, channels: number): Uint8Array {
  const rows =
    from.width === to.width ? pixels : resampleAxis(pixels, from.height, from.width, to.width, channels);
  return from.height === to.height
    ? rows
    : resampleAxis(rows, 1, from.height, to.height, to.width * channels);
}

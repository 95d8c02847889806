/**
 * The feature injector of DFST's detoxification (Cheng et al. 2021, in the form of the authors' PyTorch code; spec 2.9): of each pixel in
 * 0..1 it mixes
 *
 *   f(x) = [x, maxpool(x), -maxpool(x), avgpool(x)]   pools of 11 x 11, stride 1, padding 5;   inject(x) = clamp(f(x) W, 0, 1)
 *
 * with W = [I; 0] at first. PyTorch's pools: nothing beyond the border is the largest, and for the mean it is 0. The third
 * block, "minimum" in the reference, is the maximum with its sign turned there, and here.
 */
import { bytesPerImage, type ImageShape } from '../data/images';
import { nearestByte } from '../data/triggers/map';
import type { HostTensors } from '../graph/hostTensors';

/** Blocks of features, each of as many as there are channels. */
const BLOCKS = 4;
const RADIUS = 5;
const WINDOW = (2 * RADIUS + 1) ** 2;
/** Name of W. */
export const MATRIX = 'matrix';

/** The features of a pixel of `channels` values. */
export function featureCount(channels: number): number {
  return BLOCKS * channels;
}

/** W [features, channels] that leaves pictures as they are. */
export function identityInjector(channels: number): HostTensors {
  const features = featureCount(channels);
  const data = new Float32Array(features * channels);
  for (let channel = 0; channel < channels; channel++) data[channel * channels + channel] = 1;
  return new Map([[MATRIX, { shape: [features, channels], data }]]);
}

/** Gathers, for each value, those up to RADIUS places away along `side` values that lie `stride` apart. */
function gatherAlong(
  values: Float64Array,
  stride: number,
  side: number,
  join: (sum: number, value: number) => number,
): Float64Array {
  const gathered = new Float64Array(values.length);
  for (let at = 0; at < values.length; at++) {
    const place = Math.floor(at / stride) % side;
    const first = Math.max(0, place - RADIUS);
    const last = Math.min(side - 1, place + RADIUS);
    let joined = values[at + (first - place) * stride] ?? 0;
    for (let other = first + 1; other <= last; other++)
      joined = join(joined, values[at + (other - place) * stride] ?? 0);
    gathered[at] = joined;
  }
  return gathered;
}

/** f of one picture (HWC bytes): height x width x features values. */
export function injectorFeatures(image: Uint8Array, { height, width, channels }: ImageShape): Float32Array {
  const values = Float64Array.from(image, (byte) => byte / 255);
  const pooled = (join: (sum: number, value: number) => number): Float64Array =>
    gatherAlong(gatherAlong(values, channels, width, join), channels * width, height, join);
  const largest = pooled(Math.max);
  const sums = pooled((sum, value) => sum + value);
  const count = featureCount(channels);
  const features = new Float32Array(height * width * count);
  for (let at = 0; at < values.length; at++) {
    const channel = at % channels;
    const first = ((at - channel) / channels) * count + channel;
    features[first] = values[at] ?? 0;
    features[first + channels] = largest[at] ?? 0;
    features[first + 2 * channels] = -(largest[at] ?? 0);
    features[first + 3 * channels] = (sums[at] ?? 0) / WINDOW;
  }
  return features;
}

/** (1 - strength) x + strength inject(x) of pictures (count x HWC bytes), rounded half up to bytes. */
export function injectFeatures(
  matrix: Float32Array,
  strength: number,
  pixels: Uint8Array,
  shape: ImageShape,
): Uint8Array {
  const { channels } = shape;
  const count = featureCount(channels);
  const bytes = bytesPerImage(shape);
  const changed = new Uint8Array(pixels.length);
  for (let start = 0; start < pixels.length; start += bytes) {
    const features = injectorFeatures(pixels.subarray(start, start + bytes), shape);
    for (let at = 0; at < bytes; at++) {
      const channel = at % channels;
      const first = ((at - channel) / channels) * count;
      let sum = 0;
      for (let feature = 0; feature < count; feature++)
        sum += (features[first + feature] ?? 0) * (matrix[feature * channels + channel] ?? 0);
      const injected = 255 * Math.min(1, Math.max(0, sum));
      changed[start + at] = nearestByte((1 - strength) * (pixels[start + at] ?? 0) + strength * injected);
    }
  }
  return changed;
}

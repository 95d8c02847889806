/**
 * Two images in one, as a network takes it (STRIP, spec 4.4). Of the bytes a and b of a pixel, before (value - mean) / std:
 *
 *   sum         (a + b) / 255               up to 2: the authors' notebook does not clip
 *   saturated   min(a + b, 255) / 255       bytes of the input-aware code
 *   normalised  (a + b) / 255 - mean        which makes it the sum of both as they are normalised (BackdoorBench)
 *   mean        (a + b) / 510
 *
 * All depend on a + b alone, so that a table has them, computed in double precision and rounded once, as `normalise` does.
 */
import { bytesPerImage, type ImageSet } from '../data/images';
import type { Normalisation } from '../data/normalise';
import type { StripOptions } from '../protocol/detection/strip';

type Mix = StripOptions['mix'];

/** Sums that two bytes can have. */
const SUMS = 2 * 255 + 1;

function mixedValue(mix: Mix, sum: number, mean: number): number {
  switch (mix) {
    case 'sum':
      return sum / 255;
    case 'saturated':
      return Math.min(sum, 255) / 255;
    case 'normalised':
      return sum / 255 - mean;
    case 'mean':
      return sum / 510;
    default:
      return mix satisfies never;
  }
}

/** What the network gets for each sum of two bytes, channel by channel. */
export function mixTable(mix: Mix, { mean, std }: Normalisation): Float32Array {
  return Float32Array.from({ length: mean.length * SUMS }, (_, at) => {
    const channel = Math.floor(at / SUMS);
    const ownMean = mean[channel] ?? 0;
    return (mixedValue(mix, at % SUMS, ownMean) - ownMean) / (std[channel] ?? 1);
  });
}

/** Two images that are mixed, by their places in their sets. */
export interface Pair {
  readonly image: number;
  readonly overlay: number;
}

/** The mixes of some pairs, of one size and pair by pair, written to the front of `into` (NHWC). */
export function mixPairs(
  images: ImageSet,
  overlays: ImageSet,
  pairs: readonly Pair[],
  table: Float32Array,
  into: Float32Array,
): void {
  const bytes = bytesPerImage(images);
  const { channels } = images;
  pairs.forEach(({ image, overlay }, place) => {
    const [one, other] = [image * bytes, overlay * bytes];
    for (let at = 0; at < bytes; at++) {
      const sum = (images.pixels[one + at] ?? 0) + (overlays.pixels[other + at] ?? 0);
      into[place * bytes + at] = table[(at % channels) * SUMS + sum] ?? 0;
    }
  });
}

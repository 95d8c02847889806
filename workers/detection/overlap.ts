/**
 * How far a found trigger (mask m [H, W], pattern p [H, W, C], in 0..1) is the planted one, known by images x without and x' with it:
 *
 *   IoU           of the areas of m and of the mean of |x' - x| over images and channels, each where it is above half of its maximum
 *   correlation   (Pearson) of the mean changes, mean m (p - x) and mean (x' - x), over pixels and channels
 *
 * Half of the maximum: both are soft, and a faint trigger is as much of a trigger as a strong one; there a blurred edge lies where the
 * sharp one would be.
 */
import { bytesPerImage, type ImageSet } from '../data/images';
import type { TriggerOverlap } from '../protocol';
import type { FoundTrigger } from './neuralCleanse';

/** As good as 0: masks never quite get there, and means of equal numbers are equal but for rounding. */
const NOTHING = 1e-7;

/** What was planted: means over images, [H, W, C], in 0..1. */
interface Planted {
  readonly image: Float64Array;
  readonly change: Float64Array;
  readonly distance: Float64Array;
}

function plantedIn(clean: ImageSet, stamped: ImageSet): Planted {
  if (clean.pixels.length !== stamped.pixels.length) throw new RangeError('both sets hold the same images');
  const bytes = bytesPerImage(clean);
  const means = {
    image: new Float64Array(bytes),
    change: new Float64Array(bytes),
    distance: new Float64Array(bytes),
  };
  const unit = 1 / (255 * Math.max(1, clean.count));
  clean.pixels.forEach((was, index) => {
    const at = index % bytes;
    const change = (stamped.pixels[index] ?? 0) - was;
    means.image[at] = (means.image[at] ?? 0) + unit * was;
    means.change[at] = (means.change[at] ?? 0) + unit * change;
    means.distance[at] = (means.distance[at] ?? 0) + unit * Math.abs(change);
  });
  return means;
}

function largest(values: ArrayLike<number>): number {
  return Array.from(values).reduce((most, value) => Math.max(most, value), 0);
}

/** Where values that are not negative are above half of their maximum. */
function area(values: ArrayLike<number>): boolean[] {
  const least = Math.max(largest(values) / 2, NOTHING);
  return Array.from(values, (value) => value > least);
}

function intersectionOverUnion(one: readonly boolean[], other: readonly boolean[]): number {
  const both = one.filter((each, at) => each && other[at] === true).length;
  const either = one.filter((each, at) => each || other[at] === true).length;
  return either === 0 ? 0 : both / either;
}

/** Values less their mean; null where all are the same. */
function centred(values: Float64Array): Float64Array | null {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const rest = values.map((value) => value - mean);
  return largest(rest.map(Math.abs)) < NOTHING ? null : rest;
}

function dot(one: Float64Array, other: Float64Array): number {
  return one.reduce((sum, value, at) => sum + value * (other[at] ?? 0), 0);
}

function pearson(one: Float64Array, other: Float64Array): number {
  const [a, b] = [centred(one), centred(other)];
  return a === null || b === null ? 0 : dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}

/** Compares a found trigger with what was done to `clean` to make `stamped`, the same images in the same order. */
export function compareTriggers(
  { mask, pattern }: Pick<FoundTrigger, 'mask' | 'pattern'>,
  clean: ImageSet,
  stamped: ImageSet,
): TriggerOverlap {
  const { change, distance, image } = plantedIn(clean, stamped);
  const { channels } = clean;
  const footprint = Array.from(mask, (_, pixel) =>
    distance.subarray(pixel * channels, (pixel + 1) * channels).reduce((sum, value) => sum + value, 0),
  );
  const found = image.map((was, at) => (mask[Math.floor(at / channels)] ?? 0) * ((pattern[at] ?? 0) - was));
  return {
    iou: intersectionOverUnion(area(mask), area(footprint)),
    correlation: pearson(found, change),
  };
}

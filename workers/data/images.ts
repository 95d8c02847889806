/** Images and their labels as plain bytes. Everything in `data` works on this form; tensors come later. */
import { FaultError } from '../protocol/faults';

/** A labelled set of images of one size. */
export interface ImageSet {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Class names; a label is an index into this list. */
  readonly classes: readonly string[];
  /** count x height x width x channels (NHWC), 0..255. */
  readonly pixels: Uint8Array;
  /** count labels. */
  readonly labels: Uint16Array;
  /** Of images that are poisoned already, what the attacker wants each taken for, where that is known. */
  readonly wanted?: Uint16Array;
}

/** Size of one image. */
export interface ImageShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** Bytes of one image of this size. */
export function bytesPerImage({ height, width, channels }: ImageShape): number {
  return height * width * channels;
}

/** The bytes of image `index` (HWC): a view, not a copy. `argument-invalid` when there is no such image. */
export function imageAt(set: ImageSet, index: number): Uint8Array {
  if (!Number.isInteger(index) || index < 0 || index >= set.count) {
    throw new FaultError('argument-invalid', { name: 'index', value: index, least: 0, most: set.count - 1 });
  }
  const bytes = bytesPerImage(set);
  return set.pixels.subarray(index * bytes, (index + 1) * bytes);
}

/** A new set of the images named by `indices`, in that order; an index may occur more than once. */
export function take(set: ImageSet, indices: Uint32Array | readonly number[]): ImageSet {
  const bytes = bytesPerImage(set);
  const pixels = new Uint8Array(indices.length * bytes);
  indices.forEach((index, at) => pixels.set(imageAt(set, index), at * bytes));
  const pick = (from: Uint16Array): Uint16Array => Uint16Array.from(indices, (index) => from[index] ?? 0);
  const wanted = set.wanted === undefined ? {} : { wanted: pick(set.wanted) };
  return { ...set, count: indices.length, pixels, labels: pick(set.labels), ...wanted };
}

/** The first `count` images, or all where there are no more. */
export function firstOf(set: ImageSet, count: number): ImageSet {
  if (set.count <= count) return set;
  return take(
    set,
    Uint32Array.from({ length: count }, (_, index) => index),
  );
}

/** The images of both sets, `first` before `second`. `image-size-mismatch` or `class-count-mismatch` when they do not fit. */
export function concat(first: ImageSet, second: ImageSet): ImageSet {
  if (
    bytesPerImage(first) !== bytesPerImage(second) ||
    first.width !== second.width ||
    first.height !== second.height
  ) {
    throw new FaultError('image-size-mismatch', {
      expected: `${first.height}x${first.width}x${first.channels}`,
      found: `${second.height}x${second.width}x${second.channels}`,
    });
  }
  if (first.classes.length !== second.classes.length) {
    throw new FaultError('class-count-mismatch', {
      expected: first.classes.length,
      found: second.classes.length,
    });
  }
  const pixels = new Uint8Array(first.pixels.length + second.pixels.length);
  pixels.set(first.pixels);
  pixels.set(second.pixels, first.pixels.length);
  const labels = new Uint16Array(first.count + second.count);
  labels.set(first.labels);
  labels.set(second.labels, first.count);
  return { ...first, count: first.count + second.count, pixels, labels };
}

/** Number of images of each class, in class order. */
export function countByClass(set: ImageSet): Uint32Array {
  const counts = new Uint32Array(set.classes.length);
  for (const label of set.labels) counts[label] = (counts[label] ?? 0) + 1;
  return counts;
}

/** Positions of the images whose label satisfies `fits`, ascending. */
export function indicesWhere(set: ImageSet, fits: (label: number, index: number) => boolean): Uint32Array {
  const found: number[] = [];
  set.labels.forEach((label, index) => {
    if (fits(label, index)) found.push(index);
  });
  return Uint32Array.from(found);
}

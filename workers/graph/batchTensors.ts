/** Images and labels on their way to the device. */
import { slice, type Tensor, tensor } from '../device/tf';
import { augment } from '../data/augment';
import { bytesPerImage, type ImageSet } from '../data/images';
import { type Normalisation, normalise } from '../data/normalise';
import type { Rng } from '../engine/rng';

/** Owned by whoever asked for it. */
export interface BatchTensors {
  /** [N, H, W, C], normalised. */
  readonly x: Tensor;
  /** [N, K]. */
  readonly oneHot: Tensor;
  readonly labels: Uint16Array;
}

/** Uploads images [from, to) of a set, normalised: [N, H, W, C]. */
export function uploadImages(set: ImageSet, from: number, to: number, normalisation: Normalisation): Tensor {
  const bytes = bytesPerImage(set);
  const pixels = set.pixels.subarray(from * bytes, to * bytes);
  return tensor(normalise(pixels, normalisation.mean, normalisation.std), [
    to - from,
    set.height,
    set.width,
    set.channels,
  ]);
}

/** One row per label with a 1 at its place: [N, K]. */
export function oneHotRows(labels: ArrayLike<number>, classes: number): Tensor {
  const hot = new Float32Array(labels.length * classes);
  for (let row = 0; row < labels.length; row++) hot[row * classes + (labels[row] ?? 0)] = 1;
  return tensor(hot, [labels.length, classes]);
}

/** Uploads the images named by `indices`; with `augmentWith`, cropped and flipped first (on raw bytes, spec 0 point 8). */
export function uploadBatch(
  set: ImageSet,
  indices: Uint32Array,
  normalisation: Normalisation,
  augmentWith: Rng | null,
): BatchTensors {
  const bytes = bytesPerImage(set);
  const gathered = new Uint8Array(indices.length * bytes);
  const labels = new Uint16Array(indices.length);
  indices.forEach((index, at) => {
    gathered.set(set.pixels.subarray(index * bytes, (index + 1) * bytes), at * bytes);
    labels[at] = set.labels[index] ?? 0;
  });
  const pixels = augmentWith === null ? gathered : augment(gathered, set, augmentWith);
  return {
    x: uploadImages({ ...set, pixels }, 0, labels.length, normalisation),
    oneHot: oneHotRows(labels, set.classes.length),
    labels,
  };
}

/** Frees a batch. */
export function disposeBatch(batch: BatchTensors): void {
  batch.x.dispose();
  batch.oneHot.dispose();
}

/** `count` rows of a tensor [N, ...] from `from` on. */
export function rows(x: Tensor, from: number, count: number): Tensor {
  const { shape } = x;
  return slice(x, [from, ...shape.slice(1).map(() => 0)], [count, ...shape.slice(1)]);
}

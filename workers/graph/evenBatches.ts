/**
 * Images cut for inference into batches of one shape, so that a device plans memory and programs once. The batches are
 * even, and what the last one lacks is filled with black images whose answers nobody reads: with running statistics the
 * rows of a batch do not know of each other. In training they do; there the short last batch stays short (`rnp/feed`).
 */
import type { Tensor } from '../device/tf';
import { bytesPerImage, type ImageSet } from '../data/images';
import type { Normalisation } from '../data/normalise';
import { uploadImages } from './batchTensors';

/** Most images in a batch. */
const BATCH = 128;

/** Images [from, to) in a batch of `size`. */
export interface EvenBatch {
  readonly from: number;
  readonly to: number;
  readonly size: number;
}

/** Cuts `count` images into as few batches of at most `most` as there must be, all of the same size. */
export function evenBatches(count: number, most = BATCH): EvenBatch[] {
  const size = Math.ceil(count / Math.max(1, Math.ceil(count / most)));
  return Array.from({ length: size === 0 ? 0 : Math.ceil(count / size) }, (_, index) => ({
    from: index * size,
    to: Math.min(count, (index + 1) * size),
    size,
  }));
}

/** Uploads a batch: [size, H, W, C]. */
export function uploadEven(
  set: ImageSet,
  { from, to, size }: EvenBatch,
  normalisation: Normalisation,
): Tensor {
  if (to - from === size) return uploadImages(set, from, to, normalisation);
  const bytes = bytesPerImage(set);
  const pixels = new Uint8Array(size * bytes);
  pixels.set(set.pixels.subarray(from * bytes, to * bytes));
  return uploadImages({ ...set, pixels }, 0, size, normalisation);
}

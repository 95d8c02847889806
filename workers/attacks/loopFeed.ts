/** Batches of which some images are poisoned anew each time, while the network learns (WaNet, DFST). */
import { bytesPerImage, type ImageSet, take } from '../data/images';
import type { Rng } from '../engine/rng';
import { uploadBatch } from '../graph/batchTensors';
import type { AttackContext } from './attack';
import type { TrainingFeed } from '../training/train';

/** Puts `pixels` in the place of the images at `positions` of a batch, one after the other. */
export function replacePixels(batch: ImageSet, positions: readonly number[], pixels: Uint8Array): void {
  const bytes = bytesPerImage(batch);
  positions.forEach((position, at) => {
    batch.pixels.set(pixels.subarray(at * bytes, (at + 1) * bytes), position * bytes);
  });
}

/** The clean images of a batch as `poison` changes them, in place; what augmentation there is follows, on all of them. */
export function loopFeed(
  { images, normalisation, train }: Pick<AttackContext, 'images' | 'normalisation' | 'train'>,
  poison: (batch: ImageSet, rng: Rng) => void,
): TrainingFeed {
  return {
    count: images.count,
    batch: (indices, rng) => {
      const batch = take(images, indices);
      poison(batch, rng);
      const order = Uint32Array.from(indices, (_, at) => at);
      return uploadBatch(batch, order, normalisation, train.augmentation === 'none' ? null : rng);
    },
  };
}

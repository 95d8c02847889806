/** Batches of which some images are poisoned anew each time, while the network learns (WaNet, DFST). */
import { bytesPerImage, type ImageSet, take } from '../data/images';
import type { Rng } from '../engine/rng';
import { uploadBatch } from '../graph/batchTensors';
import type { AttackContext } from './attack';
import type { TrainingFeed } from './train';

/** Keeps 0.29 * 100 = 28.999999999999996 from losing an image. */
const ROUNDING_SLACK = 1e-9;

/** Images of a batch that a share of it is. */
export function partOf(share: number, batchSize: number): number {
  return Math.floor(share * batchSize + ROUNDING_SLACK);
}

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

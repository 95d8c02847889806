/** What the two training stages see: which images in which order, by epoch. A test may replace the order by a recorded one. */
import { epochBatches } from '../data/batches';
import type { ImageSet } from '../data/images';
import type { Normalisation } from '../data/normalise';
import { createRng, type Rng } from '../engine/rng';
import { type BatchTensors, uploadBatch } from '../graph/batchTensors';
import type { RecoverOptions } from '../protocol';

type Augmentation = RecoverOptions['augmentation'];

/** One epoch's batches; the same generator first drew the order and then drives the augmentation. */
export interface EpochPlan {
  readonly batches: readonly Uint32Array[];
  /** For options that augment; null: images go in as they are whatever the options say. */
  readonly augmentWith: Rng | null;
}

export interface Feed {
  readonly images: ImageSet;
  readonly normalisation: Normalisation;
  readonly batchesPerEpoch: number;
  /** The plan of an epoch depends on nothing but the seed, so a run can go on from any epoch. */
  readonly epoch: (epoch: number) => EpochPlan;
}

export interface FeedOptions {
  readonly seed: number;
  readonly stage: string;
  readonly batchSize: number;
}

/** Shuffled batches of `images`; the short last batch is kept, as in the reference (500 images: 128, 128, 128, 116). */
export function createFeed(images: ImageSet, normalisation: Normalisation, options: FeedOptions): Feed {
  const { seed, stage, batchSize } = options;
  return {
    images,
    normalisation,
    batchesPerEpoch: Math.ceil(images.count / batchSize),
    epoch: (epoch) => {
      const rng = createRng(seed, `${stage}/epoch/${String(epoch)}`);
      const batches = epochBatches(images.count, rng, { batchSize, last: 'keep' }).map(
        (each) => each.indices,
      );
      return { batches, augmentWith: rng };
    },
  };
}

/** Uploads one batch of a plan, augmented where the step's options ask for it. */
export function uploadPlanned(
  feed: Feed,
  plan: EpochPlan,
  indices: Uint32Array,
  augmentation: Augmentation,
): BatchTensors {
  const augmentWith = augmentation === 'none' ? null : plan.augmentWith;
  return uploadBatch(feed.images, indices, feed.normalisation, augmentWith);
}

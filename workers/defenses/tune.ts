/** Descent on all weights with the defender's images (spec 3.1): a defense of its own, and the end of several others. */
import type { ImageSet } from '../data/images';
import type { OwnedTensors } from '../graph/parameters';
import type { AnyStage } from '../protocol';
import { feedOf, trainClassifier, type Training, type TrainingOptions } from '../training/train';
import type { DefenseContext, DefenseEvent } from './defense';

export interface Tuning extends Pick<Training, 'penalty' | 'objective' | 'afterStep'> {
  readonly parameters: OwnedTensors;
  readonly options: TrainingOptions;
  readonly stage: AnyStage;
  /** Name in the state, and of the random numbers. */
  readonly phase: string;
  /** The context's images by default. */
  readonly images?: ImageSet;
  /** Channels that are cut while the rest is tuned; null: no place to stop is offered. */
  readonly pruned: number | null;
}

/** Tunes `parameters` in place; each epoch's end is a point to stop at, unless none is to be offered. */
export async function* tune(context: DefenseContext, tuning: Tuning): AsyncGenerator<DefenseEvent, void> {
  const { graph, normalisation, seed, state } = context;
  const { images = context.images, options, parameters, pruned, stage } = tuning;
  yield { kind: 'stage', stage };
  const feed = feedOf(images, normalisation, options.augmentation);
  yield* trainClassifier<DefenseEvent>({
    ...tuning,
    graph,
    seed,
    state,
    // A small set is one batch.
    options: { ...options, batchSize: Math.min(options.batchSize, images.count) },
    feed: () => feed,
    ...(pruned === null
      ? {}
      : {
          afterEpoch: async function* (epoch) {
            yield { kind: 'point', parameters, pruned, at: epoch + 1 };
          },
        }),
  });
}

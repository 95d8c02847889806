/** What the stages need to run on the tiny network: a feed of a few pictures and a learner of its own. */
import type { ImageSet } from '../../../workers/data/images';
import type { Graph } from '../../../workers/graph/graph';
import { disposeTensors, uploadTensors } from '../../../workers/graph/parameters';
import { findMaskSites } from '../../../workers/graph/sites';
import { type RecoverOptions, recipeOptions, type UnlearnOptions } from '../../../workers/protocol';
import { createFeed, type Feed } from '../../../workers/rnp/feed';
import { createMasks, type MaskValues } from '../../../workers/pruning/masks';
import type { RevealResult } from '../../../workers/rnp/reveal';
import type { CarrierSearch } from '../../../workers/rnp/rounds';
import type { Learner } from '../../../workers/rnp/step';
import {
  buildTinyResnet,
  TINY_NORMALISATION,
  tinyImages,
  tinyMasks,
  tinyParameters,
} from '../graph/tinyNetwork';

export const TINY_GRAPH: Graph = buildTinyResnet();
export const TINY_SITES = findMaskSites(TINY_GRAPH);
export const TINY_MASKS: MaskValues = new Map(
  [...tinyMasks(TINY_GRAPH)].map(([site, { data }]) => [site, data]),
);

/** Three epochs that no stop rule cuts short, at a rate the tiny network survives. */
export const UNLEARN: UnlearnOptions = {
  ...recipeOptions('reference-code').unlearn,
  maxEpochs: 3,
  stopRule: 'never',
};
export const RECOVER: RecoverOptions = { ...recipeOptions('reference-code').recover, epochs: 3 };

/** Ten pictures in batches of 4, 4 and 2, cropped and flipped. */
export function tinyFeed(): Feed {
  const options = { seed: 5, stage: 'test', batchSize: 4 } as const;
  return createFeed(tinyImages(10), TINY_NORMALISATION, options);
}

/** Ten pictures in one batch, as they are: every step sees the same. */
export function steadyFeed(): Feed {
  const feed = createFeed(tinyImages(10), TINY_NORMALISATION, { seed: 5, stage: 'test', batchSize: 10 });
  return { ...feed, epoch: (epoch) => ({ ...feed.epoch(epoch), augmentWith: null }) };
}

/** A network of its own; FR's masks where masks move. */
export function createLearner(moves: Learner['moves']): Learner {
  return {
    graph: TINY_GRAPH,
    parameters: uploadTensors(tinyParameters(TINY_GRAPH)),
    masks: moves === 'masks' ? createMasks(TINY_SITES) : null,
    moves,
  };
}

/** Frees what {@link createLearner} made. */
export function disposeLearner({ parameters, masks }: Learner): void {
  disposeTensors(parameters);
  if (masks !== null) disposeTensors(masks);
}

/** A trigger found: it turns these pictures. */
export function foundIn(triggered: ImageSet): RevealResult {
  return { change: new Float32Array(), norm: 1, images: triggered, fooled: 1 };
}

/** A search that finds these triggers, one a round, and the last one ever after. */
export function searchOf(label: number, found: readonly RevealResult[]): CarrierSearch {
  return {
    label,
    isClear: true,
    reveal: async function* (_, round) {
      const result = found[round - 1] ?? found.at(-1) ?? null;
      if (result !== null) yield { step: 1, change: result.change, norm: 1, fooled: 1 };
      return result;
    },
    stand: null,
  };
}

/** Runs a stage to its end: all readings and the result. */
export async function finish<Reading, Result>(
  stage: AsyncGenerator<Reading, Result>,
): Promise<{ readings: Reading[]; result: Result }> {
  const readings: Reading[] = [];
  for (;;) {
    const next = await stage.next();
    if (next.done === true) return { readings, result: next.value };
    readings.push(next.value);
  }
}

/**
 * NC+FT (spec 3.7): Neural Cleanse finds the class with the smallest mask, and all weights are tuned on clean images of which a share
 * carries that mask's trigger under their own labels. Which images do is drawn once, as in BackdoorBench, and not anew in each epoch.
 */
import type { FoundTrigger } from '../detection/neuralCleanse';
import { createRng } from '../engine/rng';
import type { OwnedTensors } from '../graph/parameters';
import type { TrainingOptions } from '../training/train';
import { type DefenseContext, type DefenseEvent, type DefenseMethod, repairedOf } from './defense';
import { assertComparable, findTrigger, stampShare } from './foundTrigger';
import { tune } from './tune';

/** Tunes a network on images of which a share carries the trigger; each epoch's end is a place to stop. */
export async function* tuneAgainst(
  context: DefenseContext,
  parameters: OwnedTensors,
  trigger: FoundTrigger,
  { share, ...options }: TrainingOptions & { readonly share: number },
): AsyncGenerator<DefenseEvent, void> {
  const images = stampShare(context.images, trigger, share, createRng(context.seed, 'stamped'));
  yield* tune(context, { parameters, images, options, stage: 'tune', phase: 'tune', pruned: 0 });
}

/** The defense. */
export const ncFt: DefenseMethod<'nc-ft'> = async function* (context) {
  assertComparable(context);
  const { search, searchRounds, ...tuning } = context.options;
  const trigger = yield* findTrigger(context, {
    network: 'backdoored',
    parameters: context.original,
    constants: search,
    rounds: searchRounds,
  });
  yield* tuneAgainst(context, repairedOf(context), trigger, tuning);
};

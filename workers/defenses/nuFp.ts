/**
 * NU+FP (spec 3.7): fine-pruning in another order. Unlearning drives clean channels down, so those go first whose mean activation a on
 * the defense images is
 *
 *   active      largest in the unlearned copy:    a_NU, from the largest down
 *   unchanged   what it was:                      |a_NU - a|, from the smallest up
 *
 * They are cut in the original, or in the copy, and the rest is tuned. (The paper says neither how channels are ranked nor, twice alike,
 * which network is cut; its accuracies can only be the original's.)
 */
import type { OptionsOfDefense } from '../protocol';
import { type DefenseMethod, repairedOf } from './defense';
import { lastInputsOf, meanFeatures, type OrderedCut, pruneInOrder, rankUp } from './finePruning';
import { unlearnCopy } from './unlearnedCopy';

/** Values of the channels and the order in which they go, from their mean activations before and after unlearning. */
export function rankByUnlearning(
  ranking: OptionsOfDefense<'nu-fp'>['ranking'],
  before: Float32Array,
  after: Float32Array,
): Pick<OrderedCut, 'activations' | 'order'> {
  if (ranking === 'active') return { activations: after, order: rankUp(after.map((each) => -each)) };
  const activations = after.map((each, at) => Math.abs(each - (before[at] ?? 0)));
  return { activations, order: rankUp(activations) };
}

/** The defense. */
export const nuFp: DefenseMethod<'nu-fp'> = async function* (context) {
  const { ranking, repairs, rnp, ...options } = context.options;
  const before = await lastInputsOf(context, context.original);
  const unlearned = yield* unlearnCopy(context, rnp);
  const after = await lastInputsOf(context, unlearned);
  const isCopy = repairs === 'unlearned';
  yield* pruneInOrder(context, {
    ...rankByUnlearning(ranking, meanFeatures(before), meanFeatures(after)),
    parameters: isCopy ? unlearned : repairedOf(context),
    inputs: isCopy ? after : before,
    options,
  });
};

/** RNP's first stage as a part of other defenses (spec 3.7): a copy of the network that has forgotten the clean images, by RNP's own constants. */
import type { OwnedTensors } from '../graph/parameters';
import { type ConstantsName, recipeOptions } from '../protocol';
import { createFeed } from '../rnp/feed';
import { relay } from '../rnp/relay';
import { unlearn } from '../rnp/unlearn';
import type { DefenseContext, DefenseEvent } from './defense';

/** The group of the state that holds the copy. */
export const UNLEARNED = 'unlearned';

/** Unlearns a copy of the original; it is the state's. An ascent that ends early for whatever reason leaves what it has. */
export async function* unlearnCopy(
  { graph, host, images, normalisation, seed, state }: DefenseContext,
  constants: ConstantsName,
): AsyncGenerator<DefenseEvent, OwnedTensors> {
  const stage = 'unlearn';
  const { defense, unlearn: options } = recipeOptions(constants);
  const parameters = state.tensors(UNLEARNED, () => host);
  yield { kind: 'stage', stage };
  const ascent = unlearn({
    learner: { graph, parameters, masks: null, moves: 'weights' },
    feed: createFeed(images, normalisation, { seed, stage, batchSize: defense.batchSize }),
    options,
  });
  yield* relay(ascent, ({ step, limit, values }): DefenseEvent[] => [
    { kind: 'step', stage, step, limit, values },
  ]);
  return parameters;
}

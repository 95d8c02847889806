/** RNP+FT (the paper's table 12): what RNP cuts is cut, and the rest is tuned on the clean images, the cut held at 0 after each step. */
import { cutMasks, holdAtZero } from '../pruning/hold';
import { disposeTensors } from '../graph/parameters';
import { type DefenseMethod, repairedOf } from './defense';
import { tune } from './tune';

/** The defense. */
export const rnpFt: DefenseMethod<'rnp-ft'> = async function* (context) {
  const { rnp, ...options } = context.options;
  const filters = yield* context.cutByRnp(rnp);
  const masks = cutMasks(context.graph, context.sites, filters);
  try {
    const parameters = repairedOf(context);
    const pruned = filters.length;
    holdAtZero(parameters, masks);
    yield { kind: 'point', parameters, pruned, at: 0 };
    yield* tune(context, {
      parameters,
      options,
      stage: 'tune',
      phase: 'tune',
      pruned,
      afterStep: (moved) => {
        holdAtZero(moved, masks);
      },
    });
  } finally {
    disposeTensors(masks);
  }
};

/** Plain fine-tuning (spec 3.1): descent on the clean cross-entropy, all weights, train mode. */
import { type DefenseMethod, repairedOf } from './defense';
import { tune } from './tune';

/** The defense. */
export const fineTuning: DefenseMethod<'ft'> = async function* (context) {
  const parameters = repairedOf(context);
  yield* tune(context, { parameters, options: context.options, stage: 'tune', phase: 'tune', pruned: 0 });
};

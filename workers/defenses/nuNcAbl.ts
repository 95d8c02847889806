/**
 * NU+NC+ABL (spec 3.7): the trigger is searched as in NU+NC+FT; then ascent, on the original or the copy, in train mode,
 *
 *   max over all weights of  CE(f((1 - m) x + m p), t)          t the class that was found
 *
 * over images x of other classes. (The paper says the defense images. Those of t are right with the trigger as without, and to unlearn
 * them is to unlearn the class.)
 */
import { indicesWhere, take } from '../data/images';
import { neg } from '../device/tf';
import type { FoundTrigger } from '../detection/neuralCleanse';
import { crossEntropy } from '../graph/loss';
import type { OwnedTensors } from '../graph/parameters';
import type { TrainingOptions } from '../training/train';
import { type DefenseContext, type DefenseEvent, type DefenseMethod } from './defense';
import { stampImages } from './foundTrigger';
import { tune } from './tune';
import { findUnlearnedTrigger } from './unlearnedTrigger';

/** The constants of ABL's code; images are as they are. */
const COMMON = { momentum: 0.9, weightDecay: 0.0001, schedule: 'constant', augmentation: 'none' } as const;

/** Unlearns a trigger's class on stamped images of the others, in place; each epoch's end is a place to stop. */
export async function* eraseTrigger(
  context: DefenseContext,
  parameters: OwnedTensors,
  trigger: FoundTrigger,
  options: Pick<TrainingOptions, 'epochs' | 'learningRate' | 'batchSize'>,
): AsyncGenerator<DefenseEvent, void> {
  const { images } = context;
  const { label } = trigger;
  const stamped = stampImages(
    take(
      images,
      indicesWhere(images, (each) => each !== label),
    ),
    trigger,
  );
  yield* tune(context, {
    parameters,
    images: { ...stamped, labels: stamped.labels.map(() => label) },
    options: { ...COMMON, ...options },
    objective: (logits, oneHot) => neg(crossEntropy(logits, oneHot)),
    stage: 'erase',
    phase: 'erase',
    pruned: 0,
  });
}

/** The defense. */
export const nuNcAbl: DefenseMethod<'nu-nc-abl'> = async function* (context) {
  const { repairs, rnp, search, searchRounds, source, ...ascent } = context.options;
  const begun = { repairs, rnp, search, searchRounds, source };
  const { parameters, trigger } = yield* findUnlearnedTrigger(context, begun);
  // With nothing unlearned, the network is as it came: where a defense stops that finds nothing.
  yield { kind: 'point', parameters, pruned: 0, at: 0 };
  yield* eraseTrigger(context, parameters, trigger, ascent);
};

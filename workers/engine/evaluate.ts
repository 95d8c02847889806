/** Accuracy and attack success, by the reference's convention (spec 5): both over images whose class is not the target. */
import { type ImageSet, indicesWhere, take } from '../data/images';
import { agreement, type Classifier, predictClasses } from '../graph/infer';
import type { Evaluation, Trigger } from '../protocol';
import { type Group, labelled } from '../rnp/accuracy';
import type { OracleGroups } from '../rnp/cutMeter';
import { attackGroup, hasManyTargets } from './triggered';

/** Test images in the three groups that the numbers are about; made once, used for every evaluation. */
export interface EvaluationSets {
  /** Clean images of all classes but the target (all classes without a trigger). */
  readonly clean: ImageSet;
  /** Images with the trigger: the same ones, or those of the poisoned set. */
  readonly triggered: Group | null;
  /** Clean images of the target class; null where each class has a target of its own. */
  readonly target: ImageSet | null;
}

/** The first `limit` test images (all of them by default) in their groups. */
export function createEvaluationSets(
  test: ImageSet,
  trigger: Trigger | null,
  limit = test.count,
  poisoned: ImageSet | null = null,
): EvaluationSets {
  const used =
    limit < test.count
      ? take(
          test,
          Uint32Array.from({ length: limit }, (_, index) => index),
        )
      : test;
  if (trigger === null) return { clean: used, triggered: null, target: null };
  if (hasManyTargets(poisoned, trigger)) {
    return { clean: used, triggered: attackGroup(used, poisoned, trigger, limit), target: null };
  }
  const of = (isTarget: boolean): ImageSet =>
    take(
      used,
      indicesWhere(used, (label) => (label === trigger.target) === isTarget),
    );
  const clean = of(false);
  return { clean, triggered: attackGroup(clean, poisoned, trigger, limit), target: of(true) };
}

/** Evaluates a classifier in eval mode on all three groups. */
export async function evaluate(classifier: Classifier, sets: EvaluationSets): Promise<Evaluation> {
  const clean = await predictClasses(classifier, sets.clean);
  const { triggered, target } = sets;
  const rateOf = async ({ images, wanted }: Group): Promise<number> =>
    agreement(await predictClasses(classifier, images), wanted);
  return {
    cleanAccuracy: agreement(clean, sets.clean.labels),
    attackSuccessRate: triggered === null ? null : await rateOf(triggered),
    targetClassAccuracy: target === null ? null : await rateOf(labelled(target)),
  };
}

/** Test images as groups of the table of cuts. */
export function oracleGroups(sets: EvaluationSets | null): OracleGroups | null {
  if (sets === null) return null;
  const { clean, triggered, target } = sets;
  return { clean: labelled(clean), triggered, target: target === null ? null : labelled(target) };
}

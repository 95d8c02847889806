/**
 * Accuracy and attack success, by the reference's convention (spec 5): both over images whose class is not the target. An attack on one
 * class is measured on images of that class; where each class has a target of its own, everything is over all images.
 */
import { firstOf, type ImageSet, indicesWhere, take } from '../data/images';
import { agreement, type Classifier, predictClasses } from '../graph/infer';
import type { Evaluation, Trigger } from '../protocol';
import { type Group, labelled } from '../pruning/accuracy';
import type { OracleGroups } from '../pruning/cutMeter';
import { attackGroup, hasManyTargets, type ShownImages } from './triggered';

/** Test images in the three groups that the numbers are about; made once, used for every evaluation. */
export interface EvaluationSets {
  /** Clean images of all classes but the target (all classes without a trigger, or where each has a target of its own). */
  readonly clean: ImageSet;
  /** Attacked images with the trigger, or those of the poisoned set; null without a trigger, and where none is attacked. */
  readonly triggered: Group | null;
  /** Clean images of the target class; null where each class has a target of its own. */
  readonly target: ImageSet | null;
}

/** The first `limit` test images (all of them by default) in their groups. Throws what `withTrigger` throws, or `data-missing`. */
export async function createEvaluationSets(
  tested: ShownImages,
  trigger: Trigger | null,
  limit = tested.clean.count,
): Promise<EvaluationSets> {
  const used = firstOf(tested.clean, limit);
  if (trigger === null) return { clean: used, triggered: null, target: null };
  const triggered = await attackGroup({ ...tested, clean: used }, trigger, limit);
  if (hasManyTargets(tested, trigger)) return { clean: used, triggered, target: null };
  const of = (isTarget: boolean): ImageSet =>
    take(
      used,
      indicesWhere(used, (label) => (label === trigger.target) === isTarget),
    );
  return { clean: of(false), triggered, target: of(true) };
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

/** Accuracy and attack success, by the reference's convention (spec 5): both over images whose class is not the target. */
import { type ImageSet, indicesWhere, take } from '../data/images';
import { agreement, type Classifier, predictClasses } from '../graph/infer';
import type { Evaluation, Trigger } from '../protocol';
import { type Group, labelled } from '../rnp/accuracy';
import type { OracleGroups } from '../rnp/cutMeter';
import { attackImages } from './triggered';

/** Test images in the three groups that the numbers are about; made once, used for every evaluation. */
export interface EvaluationSets {
  /** Clean images of all classes but the target (all classes without a trigger). */
  readonly clean: ImageSet;
  /** Images with the trigger: the same ones, or those of the poisoned set. */
  readonly triggered: ImageSet | null;
  /** Clean images of the target class. */
  readonly target: ImageSet | null;
  readonly targetLabel: number | null;
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
  if (trigger === null) return { clean: used, triggered: null, target: null, targetLabel: null };
  const clean = take(
    used,
    indicesWhere(used, (label) => label !== trigger.target),
  );
  return {
    clean,
    triggered: attackImages(clean, poisoned, trigger, limit),
    target: take(
      used,
      indicesWhere(used, (label) => label === trigger.target),
    ),
    targetLabel: trigger.target,
  };
}

/** Share of predictions equal to one label; 0 for none. */
export function shareOf(predicted: Uint16Array, label: number): number {
  if (predicted.length === 0) return 0;
  return predicted.reduce((count, each) => count + (each === label ? 1 : 0), 0) / predicted.length;
}

/** Evaluates a classifier in eval mode on all three groups. */
export async function evaluate(classifier: Classifier, sets: EvaluationSets): Promise<Evaluation> {
  const clean = await predictClasses(classifier, sets.clean);
  const triggered = sets.triggered === null ? null : await predictClasses(classifier, sets.triggered);
  const target = sets.target === null ? null : await predictClasses(classifier, sets.target);
  return {
    cleanAccuracy: agreement(clean, sets.clean.labels),
    attackSuccessRate:
      triggered === null || sets.targetLabel === null ? null : shareOf(triggered, sets.targetLabel),
    targetClassAccuracy:
      target === null || sets.target === null ? null : agreement(target, sets.target.labels),
  };
}

/** Test images as groups of the table of cuts. */
export function oracleGroups(sets: EvaluationSets | null): OracleGroups | null {
  if (sets === null) return null;
  const { clean, triggered, target, targetLabel } = sets;
  const hit: Group | null =
    triggered === null || targetLabel === null
      ? null
      : { images: triggered, wanted: new Uint16Array(triggered.count).fill(targetLabel) };
  return { clean: labelled(clean), triggered: hit, target: target === null ? null : labelled(target) };
}

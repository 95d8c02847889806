/**
 * Poisoned training sets and the test set that measures an attack. The trigger goes onto raw bytes before any
 * augmentation, once, so crops and flips move it during training (as in the RNP, NAD, ABL and ANP sources).
 */
import { createRng } from '../engine/rng';
import { FaultError } from '../protocol/faults';
import { bytesPerImage, type ImageSet, indicesWhere, take } from './images';
import { applyTrigger, validateTrigger } from './triggers/triggers';
import type { StampedTrigger } from './triggers/types';

/** How a training set is poisoned. */
export interface PoisonOptions {
  readonly trigger: StampedTrigger;
  /** 0..1. Dirty label: share of the whole set. Clean label: share of the target class's images (the paper's 0.08 of all = 0.8). */
  readonly rate: number;
  readonly seed: number | string;
  /**
   * `dirty-label`: images of all classes get the trigger and the target label (those of the target class keep theirs).
   * `clean-label`: only images of the target class get the trigger; no label changes.
   */
  readonly mode: 'dirty-label' | 'clean-label';
  /** Of the dirty-label kind: images of all classes, or only those that are not of the target class. */
  readonly from?: 'all' | 'others';
}

/** A poisoned copy of a set, and which of its images are poisoned (ascending). */
export interface PoisonedSet {
  readonly set: ImageSet;
  readonly poisoned: Uint32Array;
  /** Images that got the trigger and kept their label, ascending. */
  readonly cover: Uint32Array;
}

/** Keeps 0.29 * 100 = 28.999999999999996 from losing an image. */
const ROUNDING_SLACK = 1e-9;

/** floor(rate * count) of the candidates, drawn without replacement, ascending. */
function drawPoisoned(
  candidates: Uint32Array,
  total: number,
  { rate, seed, mode }: PoisonOptions,
): Uint32Array {
  if (!(rate >= 0 && rate <= 1))
    throw new FaultError('argument-invalid', { name: 'rate', value: rate, least: 0, most: 1 });
  const count = Math.floor(rate * candidates.length + ROUNDING_SLACK);
  if (count === 0) throw new FaultError('trigger-invalid', { reason: 'poisons-nothing', rate });
  if (count === total) throw new FaultError('trigger-invalid', { reason: 'poisons-everything', rate });
  const drawn = createRng(seed, `poison/${mode}`).sample(candidates.length, count);
  return drawn.map((at) => candidates[at] ?? 0).sort();
}

/**
 * Poisons a copy of the set. Throws what `validateTrigger` throws, `argument-invalid` for a rate outside 0..1, and
 * `trigger-invalid` with reason `poisons-nothing`, `poisons-everything` or `target-class-absent`.
 */
export function poisonSet(set: ImageSet, options: PoisonOptions): PoisonedSet {
  const { trigger, mode } = options;
  validateTrigger(trigger, { ...set, classes: set.classes.length });
  const isCleanLabel = mode === 'clean-label';
  const candidates = indicesWhere(set, (label) => !isCleanLabel || label === trigger.target);
  if (isCleanLabel && candidates.length === 0) {
    throw new FaultError('trigger-invalid', { reason: 'target-class-absent', target: trigger.target });
  }
  const poisoned = drawPoisoned(candidates, set.count, options);

  const pixels = set.pixels.slice();
  const labels = set.labels.slice();
  const bytes = bytesPerImage(set);
  const chosen = take(set, poisoned);
  const stamped = applyTrigger(trigger, chosen.pixels, chosen);
  poisoned.forEach((index, at) => {
    pixels.set(stamped.subarray(at * bytes, (at + 1) * bytes), index * bytes);
    if (!isCleanLabel) labels[index] = trigger.target;
  });
  return { set: { ...set, pixels, labels }, poisoned, cover: new Uint32Array() };
}

/**
 * The images that measure attack success: every test image that is not of the target class, with the trigger and its
 * original label. Throws what `validateTrigger` throws, or `test-set-missing` when no image is left.
 */
export function attackTestSet(test: ImageSet, trigger: StampedTrigger): ImageSet {
  validateTrigger(trigger, { ...test, classes: test.classes.length });
  const others = take(
    test,
    indicesWhere(test, (label) => label !== trigger.target),
  );
  if (others.count === 0) throw new FaultError('test-set-missing', { reason: 'only-target-class' });
  return { ...others, pixels: applyTrigger(trigger, others.pixels, others) };
}

/**
 * Poisoned training sets and the test set that measures an attack. The trigger goes onto raw bytes before any
 * augmentation, once, so crops and flips move it during training (as in the RNP, NAD, ABL and ANP sources).
 *
 * Adaptive-Blend (Qi et al. 2023) adds two things. Cover images get the trigger and keep their label, so that the trigger alone does
 * not say the target; and in training each image gets it in half of the tiles only: x' = x + M (stamped - x), M drawn for each image.
 */
import { createRng, type Rng } from '../engine/rng';
import { wantedLabels } from '../protocol/aim';
import { FaultError } from '../protocol/faults';
import { attackedIndices } from './attacked';
import { bytesPerImage, type ImageSet, type ImageShape, take } from './images';
import { assertClassesStay, drawPoisoned, type PoisonDraw } from './poisonDraw';
import { applyTrigger, isEmptyTrigger, validateTrigger } from './triggers/triggers';
import type { StampedTrigger } from './triggers/types';

/** How a training set is poisoned. */
export interface PoisonOptions extends PoisonDraw {
  readonly trigger: StampedTrigger;
  /** Each poisoned or cover image gets the trigger in a random half of so many tiles: a square number, 4 or more. */
  readonly tiles?: number;
}

/** A poisoned copy of a set, which of its images are poisoned, and which only cover them (both ascending). */
export interface PoisonedSet {
  readonly set: ImageSet;
  readonly poisoned: Uint32Array;
  readonly cover: Uint32Array;
}

/** How many tiles lie along a side. Throws `trigger-invalid` with reason `tiles` where they do not divide the image. */
function tilesAlong(tiles: number, { height, width }: ImageShape): number {
  const along = Math.sqrt(tiles);
  if (Number.isInteger(along) && along >= 2 && height % along === 0 && width % along === 0) return along;
  throw new FaultError('trigger-invalid', { reason: 'tiles', tiles, height, width });
}

/** Puts the clean pixels of half of the tiles back into a stamped image (bytes, HWC). */
function uncoverTiles(
  { clean, stamped }: { readonly clean: Uint8Array; readonly stamped: Uint8Array },
  { height, width, channels }: ImageShape,
  along: number,
  rng: Rng,
): void {
  const tiles = along * along;
  const isOff = new Uint8Array(tiles);
  for (const tile of rng.sample(tiles, tiles - Math.floor(tiles / 2))) isOff[tile] = 1;
  for (let at = 0; at < clean.length; at += 1) {
    const pixel = Math.floor(at / channels);
    const row = Math.floor((Math.floor(pixel / width) * along) / height);
    const column = Math.floor(((pixel % width) * along) / width);
    if (isOff[row * along + column] === 1) stamped[at] = clean[at] ?? 0;
  }
}

/** The chosen images with the trigger, wholly or in half of the tiles. */
function stampChosen(chosen: ImageSet, { trigger, tiles, seed }: PoisonOptions): Uint8Array {
  const pixels = applyTrigger(trigger, chosen.pixels, chosen);
  if (tiles === undefined) return pixels;
  const along = tilesAlong(tiles, chosen);
  const rng = createRng(seed, 'poison/tiles');
  const bytes = bytesPerImage(chosen);
  for (let start = 0; start < pixels.length; start += bytes) {
    const clean = chosen.pixels.subarray(start, start + bytes);
    uncoverTiles({ clean, stamped: pixels.subarray(start, start + bytes) }, chosen, along, rng);
  }
  return pixels;
}

function joined(first: Uint32Array, second: Uint32Array): Uint32Array {
  const all = new Uint32Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}

/**
 * Poisons a copy of the set. Throws what `validateTrigger` throws, `argument-invalid` for a rate outside 0..1, and
 * `trigger-invalid` with a reason: see the last part of TRIGGER_PROBLEMS.
 */
export function poisonSet(set: ImageSet, options: PoisonOptions): PoisonedSet {
  const { trigger, mode } = options;
  validateTrigger(trigger, { ...set, classes: set.classes.length });
  if (isEmptyTrigger(trigger)) throw new FaultError('trigger-invalid', { reason: 'empty' });
  if (options.tiles !== undefined) tilesAlong(options.tiles, set);
  const { poisoned, cover } = drawPoisoned(set, trigger, options);

  const labels = set.labels.slice();
  const wanted = wantedLabels(trigger, set.labels, set.classes.length);
  if (mode === 'dirty-label') for (const index of poisoned) labels[index] = wanted[index] ?? 0;
  assertClassesStay(set, labels, poisoned);

  const pixels = set.pixels.slice();
  const bytes = bytesPerImage(set);
  const chosen = joined(poisoned, cover);
  const stamped = stampChosen(take(set, chosen), options);
  chosen.forEach((index, at) => {
    pixels.set(stamped.subarray(at * bytes, (at + 1) * bytes), index * bytes);
  });
  return { set: { ...set, pixels, labels }, poisoned, cover };
}

/**
 * The images that measure attack success (see `attackedIndices`), with the trigger and their original labels.
 * Throws what `validateTrigger` throws, or `test-set-missing` when no image is left.
 */
export function attackTestSet(test: ImageSet, trigger: StampedTrigger): ImageSet {
  validateTrigger(trigger, { ...test, classes: test.classes.length });
  const attacked = take(test, attackedIndices(test, trigger));
  if (attacked.count === 0) throw new FaultError('test-set-missing', { reason: 'no-attacked-class' });
  return { ...attacked, pixels: applyTrigger(trigger, attacked.pixels, attacked) };
}

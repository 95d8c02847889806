/** Which images of a training set are poisoned, and which cover them. */
import { createRng } from '../engine/rng';
import { FaultError } from '../protocol/faults';
import type { TriggerProblem } from '../protocol/fit';
import type { Aim } from '../protocol/trigger';
import { countByClass, type ImageSet, indicesWhere } from './images';
import { partOf } from './partOf';

/** How the images are drawn. */
export interface PoisonDraw {
  /**
   * 0..1, of the images that come into question: all (dirty label), those of no target class (`from: 'others'`), those of the source
   * class, or those of the target class (clean label: the paper's 0.08 of all = 0.8).
   */
  readonly rate: number;
  readonly seed: number | string;
  /**
   * `dirty-label`: images get the trigger and the label that is wanted (those of the target class keep theirs).
   * `clean-label`: only images of the target class get the trigger; no label changes.
   */
  readonly mode: 'dirty-label' | 'clean-label';
  /** Dirty label: `others` leaves out the target class (ANP); the RNP sources draw from `all`, which is the default. */
  readonly from?: 'all' | 'others';
  /** 0..1, of the same images: so many others get the trigger and keep their label. */
  readonly cover?: number;
}

/** Positions, ascending; no image is in both. */
export interface DrawnImages {
  readonly poisoned: Uint32Array;
  readonly cover: Uint32Array;
}

function refused(reason: TriggerProblem, params: Readonly<Record<string, string | number>> = {}): FaultError {
  return new FaultError('trigger-invalid', { reason, ...params });
}

/** The class whose images alone come into question; null where those of several do. */
function onlyClass(
  aim: Aim,
  { mode, cover = 0 }: PoisonDraw,
): { label: number; absent: TriggerProblem } | null {
  const { target, labels } = aim;
  if (mode === 'clean-label') {
    if (labels?.kind === 'all-to-all') throw refused('clean-label-all-to-all');
    if (cover > 0) throw refused('clean-label-cover');
    return { label: target, absent: 'target-class-absent' };
  }
  return labels?.kind === 'source' ? { label: labels.source, absent: 'source-class-absent' } : null;
}

function candidatesOf(set: ImageSet, aim: Aim, draw: PoisonDraw): Uint32Array {
  const only = onlyClass(aim, draw);
  if (only !== null) {
    const found = indicesWhere(set, (label) => label === only.label);
    if (found.length === 0) throw refused(only.absent, { class: set.classes[only.label] ?? only.label });
    return found;
  }
  const leavesTarget = draw.from === 'others' && aim.labels === undefined;
  const found = indicesWhere(set, (label) => !leavesTarget || label !== aim.target);
  if (found.length === 0) throw refused('only-target-class');
  return found;
}

function countOf(name: string, rate: number, of: number): number {
  if (!(rate >= 0 && rate <= 1))
    throw new FaultError('argument-invalid', { name, value: rate, least: 0, most: 1 });
  return partOf(rate, of);
}

/**
 * floor(rate * count) of the images in question, drawn without replacement, and the cover images among the rest of them. Throws
 * `argument-invalid` for a rate outside 0..1, and `trigger-invalid`.
 */
export function drawPoisoned(set: ImageSet, aim: Aim, draw: PoisonDraw): DrawnImages {
  const { rate, seed, mode, cover = 0 } = draw;
  const candidates = candidatesOf(set, aim, draw);
  const count = countOf('rate', rate, candidates.length);
  const covering = countOf('cover', cover, candidates.length);
  if (count === 0) throw refused('poisons-nothing', { rate });
  if (covering === 0 && cover > 0) throw refused('covers-nothing', { rate: cover });
  if (count + covering > candidates.length) throw refused('covers-too-many', { rate, cover });
  if (count + covering === set.count) throw refused('poisons-everything', { rate });
  const drawn = createRng(seed, `poison/${mode}`)
    .sample(candidates.length, count + covering)
    .map((at) => candidates[at] ?? 0);
  return { poisoned: drawn.slice(0, count).sort(), cover: drawn.slice(count).sort() };
}

/** Throws `class-emptied` where a class loses all its images to another label, or its only image to the trigger. */
export function assertClassesStay(set: ImageSet, labels: Uint16Array, poisoned: Uint32Array): void {
  const taken = new Uint32Array(set.classes.length);
  for (const index of poisoned) {
    const label = set.labels[index] ?? 0;
    taken[label] = (taken[label] ?? 0) + 1;
  }
  const before = countByClass(set);
  const isEmptied = (label: number): boolean => {
    const all = before[label] ?? 0;
    if (all === 0 || taken[label] !== all) return false;
    return all === 1 || poisoned.some((index) => set.labels[index] === label && labels[index] !== label);
  };
  const emptied = before.findIndex((_, label) => isEmptied(label));
  if (emptied >= 0) throw refused('class-emptied', { class: set.classes[emptied] ?? emptied });
}

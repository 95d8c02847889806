/**
 * What an attacker wants: all-to-one (any image for the target), all-to-all (label y for (y + 1) mod K, Gu et al. 2017), or images of one
 * class for the target. An image counts for the attack where that is not its own class anyway.
 */
import type { Fault } from './faults';
import type { Aim } from './trigger';

/** What an image of class `label` among `classes` classes is to be taken for; its own class where it is not attacked. */
export function wantedLabel({ target, labels }: Aim, label: number, classes: number): number {
  if (labels === undefined) return target;
  const { kind } = labels;
  switch (kind) {
    case 'all-to-all':
      return (label + 1) % classes;
    case 'source':
      return label === labels.source ? target : label;
    default:
      kind satisfies never;
      return target;
  }
}

/** {@link wantedLabel} of each label. */
export function wantedLabels(aim: Aim, labels: Uint16Array, classes: number): Uint16Array {
  return labels.map((label) => wantedLabel(aim, label, classes));
}

/** Whether images of a class measure the attack: they are wanted as another one. */
export function isAttacked(aim: Aim, label: number, classes: number): boolean {
  return wantedLabel(aim, label, classes) !== label;
}

/** Why the aim makes no sense among `classes` classes; null where it does. */
export function aimMisfit({ target, labels }: Aim, classes: number): Fault | null {
  const isClass = (label: number): boolean => Number.isInteger(label) && label >= 0 && label < classes;
  // Each class has a target of its own: the common one is not used.
  if (labels?.kind === 'all-to-all') return null;
  if (!isClass(target)) return { code: 'target-out-of-range', params: { target, classes } };
  if (labels === undefined) return null;
  const { source } = labels;
  if (!isClass(source)) {
    return { code: 'trigger-invalid', params: { reason: 'source-absent', source, classes } };
  }
  return source === target ? { code: 'trigger-invalid', params: { reason: 'source-is-target' } } : null;
}

/** Words of the committed tables. */
import type { AttackRow, Doubt, FailureReason } from '../../workers/protocol';
import { DOUBT_TEXTS } from './doubts';

/** Why a run has failed, where no doubt of the run says it. */
export const FAILURE_TEXTS: Readonly<Record<Exclude<FailureReason, Doubt>, string>> = {
  'many-targets': 'every class has a target of its own, so there is no one label to infer',
  'label-wrong': 'the inferred label is not the target',
  'other-trigger': 'the revealed trigger no longer works, but the attacker’s own does',
  'loss-unseen': 'the lost accuracy does not show on the defense images',
  'loss-seen': 'the lost accuracy shows on the defense images as well',
};

const FAILED: Readonly<Record<AttackRow['failed'][number], string>> = {
  attack: 'attack left',
  accuracy: 'accuracy lost',
};

function reasonText(reason: FailureReason): string {
  if (!(reason in DOUBT_TEXTS)) return FAILURE_TEXTS[reason as Exclude<FailureReason, Doubt>];
  const { title } = DOUBT_TEXTS[reason as Doubt];
  return `${title.charAt(0).toLowerCase()}${title.slice(1)}`;
}

/** What stayed beyond the limits, and why; empty where RNP worked. */
export function failureLine({ failed, reason }: Pick<AttackRow, 'failed' | 'reason'>): string {
  if (failed.length === 0) return '';
  const what = failed.map((each) => FAILED[each]).join(', ');
  return reason.length === 0 ? what : `${what}: ${reason.map(reasonText).join('; ')}`;
}

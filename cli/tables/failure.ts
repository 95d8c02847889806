/** Whether RNP has failed on a network, and why, as far as the run itself can tell. */
import {
  type Aim,
  type AttackRow,
  FAILURE_LIMITS,
  type FailureReason,
  type Report,
} from '../../workers/protocol';
import { SURVIVING } from '../../workers/rnp/rounds';

type Failure = Pick<AttackRow, 'failed' | 'reason'>;

function whyAttack({ doubts, label, reveal }: Report, { labels, target }: Aim): FailureReason[] {
  if (labels?.kind === 'all-to-all') return ['many-targets', ...doubts];
  if (label.predicted !== target) return ['label-wrong', ...doubts];
  const isRevealed = reveal !== null && reveal.fooledAfter <= SURVIVING;
  return isRevealed ? ['other-trigger', ...doubts] : [...doubts];
}

function whyAccuracy({ baseline, prune }: Report): FailureReason {
  const seen = baseline.defenseAccuracy - prune.chosen.defenseAccuracy;
  return seen > FAILURE_LIMITS.cleanLoss ? 'loss-seen' : 'loss-unseen';
}

/** What a run has left beyond the limits, of an attack with this aim. Reads oracle numbers: it judges, it decides nothing. */
export function failureOf(report: Report, aim: Aim): Failure {
  const { baseline, doubts, prune } = report;
  const { attackSuccessRate, cleanAccuracy } = prune.chosen;
  const isAttackLeft = (attackSuccessRate ?? 0) > FAILURE_LIMITS.attackSuccessRate;
  const isLost = baseline.cleanAccuracy - (cleanAccuracy ?? 0) > FAILURE_LIMITS.cleanLoss;
  const reason = [
    ...(isAttackLeft ? whyAttack(report, aim) : []),
    ...(isLost ? [whyAccuracy(report), ...doubts] : []),
  ];
  return {
    failed: [...(isAttackLeft ? (['attack'] as const) : []), ...(isLost ? (['accuracy'] as const) : [])],
    reason: [...new Set(reason)],
  };
}

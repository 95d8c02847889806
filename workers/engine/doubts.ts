/** Signs, seen in defense data alone, that a run should not be trusted (ADAPTIVE: what the defender can see). */
import { CLEAR_LEAD, type Doubt, type Report } from '../protocol';
import type { LabelResult } from '../rnp/label';
import { GONE, SURVIVING } from '../rnp/rounds';
import type { RecoverResult } from '../rnp/recover';
import type { UnlearnResult } from '../rnp/unlearn';

/** Below this training accuracy at its end, a recovery's masks say little. */
const POOR_RECOVERY = 0.7;
/** Below this share of one label, the unlearned network's predictions do not point at a class. */
const UNCLEAR_LABEL = 0.3;
/** Whether the inferred label is more than a guess. */
export function isLabelClear({ margins, share }: LabelResult): boolean {
  return margins === null ? share >= UNCLEAR_LABEL : margins.lead >= CLEAR_LEAD;
}

/** All doubts about a run. `masksGiven`: it learned nothing, so there is no ascent, recovery or unlearned network to doubt. */
export function findDoubts(
  masksGiven: boolean,
  unlearned: UnlearnResult,
  label: LabelResult,
  recovered: RecoverResult,
  reveal: Report['reveal'],
  filtersCut: number,
): Doubt[] {
  const doubts: Doubt[] = [];
  if (!masksGiven) {
    if (unlearned.stopReason === 'limit' || unlearned.stopReason === 'diverged')
      doubts.push('stop-not-reached');
    if (recovered.trainAccuracy < POOR_RECOVERY) doubts.push('recovery-poor');
    if (!isLabelClear(label)) doubts.push('label-unclear');
  }
  if (reveal !== null && reveal.fooledAfter > SURVIVING)
    doubts.push(filtersCut === 0 ? 'nothing-separates' : 'trigger-survives');
  const standing = reveal?.standing ?? null;
  if (standing !== null && standing.left > GONE && standing.lead >= CLEAR_LEAD) doubts.push('label-remains');
  return doubts;
}

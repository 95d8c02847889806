/** Signs, seen in defense data alone, that a run should not be trusted (ADAPTIVE: what the defender can see). */
import type { Doubt } from '../protocol';
import type { LabelResult } from '../rnp/label';
import type { RecoverResult } from '../rnp/recover';
import type { UnlearnResult } from '../rnp/unlearn';

/** Below this training accuracy at its end, a recovery's masks say little. */
const POOR_RECOVERY = 0.7;
/** Below this share of one label, the unlearned network does not point at a class. */
const UNCLEAR_LABEL = 0.3;

/** All doubts about a run. */
export function findDoubts(unlearned: UnlearnResult, label: LabelResult, recovered: RecoverResult): Doubt[] {
  const doubts: Doubt[] = [];
  if (unlearned.stopReason === 'limit' || unlearned.stopReason === 'diverged')
    doubts.push('stop-not-reached');
  if (recovered.trainAccuracy < POOR_RECOVERY) doubts.push('recovery-poor');
  if (label.share < UNCLEAR_LABEL) doubts.push('label-unclear');
  return doubts;
}

/** Signs, seen in defense data alone, that a run should not be trusted (ADAPTIVE: what the defender can see). */
import type { Doubt, Report } from '../protocol';
import type { LabelResult } from '../rnp/label';
import type { RecoverResult } from '../rnp/recover';
import type { UnlearnResult } from '../rnp/unlearn';

/** Below this training accuracy at its end, a recovery's masks say little. */
const POOR_RECOVERY = 0.7;
/** Below this share of one label, the unlearned network's predictions do not point at a class. */
const UNCLEAR_LABEL = 0.3;
/**
 * Below this lead of the largest margin over the next, no label stands out. Measured (docs/adaptive.md): backdoored
 * networks 1.6 and more, an honest one 1.4 and less.
 */
const SMALL_LEAD = 1.5;
/** Above this share of images that the revealed trigger still turns, the cut has not reached what carries it. */
const SURVIVING = 0.1;

function labelIsUnclear({ margins, share }: LabelResult): boolean {
  return margins === null ? share < UNCLEAR_LABEL : margins.lead < SMALL_LEAD;
}

/** All doubts about a run. */
export function findDoubts(
  unlearned: UnlearnResult,
  label: LabelResult,
  recovered: RecoverResult,
  reveal: Report['reveal'],
): Doubt[] {
  const doubts: Doubt[] = [];
  if (unlearned.stopReason === 'limit' || unlearned.stopReason === 'diverged')
    doubts.push('stop-not-reached');
  if (recovered.trainAccuracy < POOR_RECOVERY) doubts.push('recovery-poor');
  if (labelIsUnclear(label)) doubts.push('label-unclear');
  if (reveal !== null && reveal.fooledAfter > SURVIVING) doubts.push('trigger-survives');
  return doubts;
}

/** What may be said about a finished run. Nothing here ever says "clean": a cut is a measurement, not a proof. */
import type { EvalRow, Report } from '../../../workers/protocol';

/**
 * `lowered`: the attack of this trigger now mostly fails. `not-removed`: it still works. `no-backdoor`: there was
 * none to be seen. `costly`: the attack fails, but so does the network. `doubtful`: the run doubts itself and nothing
 * else was measured. `unmeasured`: no trigger, so nothing is known about the attack.
 */
export type Outcome = 'lowered' | 'not-removed' | 'no-backdoor' | 'costly' | 'doubtful' | 'unmeasured';

/** Below this attack success there was no attack worth the name. */
export const FAINT_ATTACK = 0.1;
/** Above this fall of accuracy a cut costs more than it is worth. */
export const COSTLY_FALL = 0.05;

/** How far the network's accuracy fell: on test images where there are any and the oracle shows, else on defense images. */
export function accuracyFall(
  report: Pick<Report, 'baseline' | 'data'>,
  after: EvalRow,
  oracle: boolean,
): number {
  if (oracle && report.data.test !== null && after.cleanAccuracy !== null)
    return report.baseline.cleanAccuracy - after.cleanAccuracy;
  return report.baseline.defenseAccuracy - after.defenseAccuracy;
}

/** Judges a cut of a finished run. With `oracle` off it looks at defender's numbers alone. */
export function judgeOutcome(
  report: Pick<Report, 'baseline' | 'data' | 'doubts'>,
  after: EvalRow,
  oracle: boolean,
): Outcome {
  const before = oracle ? report.baseline.attackSuccessRate : null;
  const left = oracle ? after.attackSuccessRate : null;
  if (before !== null && left !== null) {
    if (before < FAINT_ATTACK) return 'no-backdoor';
    if (left >= FAINT_ATTACK) return 'not-removed';
    return accuracyFall(report, after, oracle) > COSTLY_FALL ? 'costly' : 'lowered';
  }
  if (report.doubts.includes('nothing-separates')) return 'no-backdoor';
  return report.doubts.length > 0 ? 'doubtful' : 'unmeasured';
}

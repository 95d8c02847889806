/** What the live region says: a change of stage, each tenth of a stage, the end. Never single points. */
import type { Stage } from '../../../workers/protocol';
import type { RunState } from '../../state/runStore';
import { SPOKEN } from '../../text/run';

/** The part of a run that is spoken of. */
export type Audible = Pick<RunState, 'status' | 'stage' | 'stages' | 'recorded'>;

function tenths({ stages }: Audible, stage: Stage): number {
  const { done, total } = stages[stage];
  return total === null || total === 0 ? 0 : Math.min(10, Math.floor((done / total) * 10));
}

function spokenStatus(status: RunState['status']): string | null {
  switch (status) {
    case 'done':
      return SPOKEN.finished;
    case 'cancelled':
      return SPOKEN.cancelled;
    case 'failed':
      return SPOKEN.failed;
    case 'paused':
      return SPOKEN.paused;
    case 'idle':
    case 'running':
    case 'pausing':
    case 'cancelling':
      return null;
    default:
      return status satisfies never;
  }
}

/** What to say when the run goes from `before` to `after`; null where it is not worth a word. */
export function announcement(before: Audible, after: Audible): string | null {
  if (before.status !== after.status) {
    const spoken = spokenStatus(after.status);
    if (spoken !== null) return spoken;
  }
  if (!before.recorded && after.recorded) return SPOKEN.recorded;
  const stage = after.stage;
  if (stage === null) return null;
  if (before.stage !== stage) return SPOKEN.stage(stage);
  const reached = tenths(after, stage);
  return reached > tenths(before, stage) ? SPOKEN.percent(stage, reached * 10) : null;
}

/** What stands where a figure has nothing to show yet, or never will. Pure. */
import type { RunStatus } from '../../state/transition';
import { DETECT_ENDED } from '../../text/detect';

/** How far the detection is that the figure belongs to. */
export interface Emptiness {
  readonly status: RunStatus;
  readonly hasReport: boolean;
  /** Whether the recipe asks for it. */
  readonly isAsked: boolean;
}

interface Words {
  /** It is still to come. */
  readonly waiting: string;
  /** It was left out. */
  readonly none: string;
  /** It is left out, as asked. */
  readonly off: string;
}

/** Ended without a report: at a cancel or a failure. One that is done has its report in a moment. */
export function hasEndedEarly(status: RunStatus): status is 'cancelled' | 'failed' {
  return status === 'cancelled' || status === 'failed';
}

/** Why there is nothing: left out, cut off by an early end, or still to come. */
export function emptyWords({ hasReport, isAsked, status }: Emptiness, { none, off, waiting }: Words): string {
  if (hasReport) return none;
  if (!isAsked) return off;
  return hasEndedEarly(status) ? DETECT_ENDED.unfinished : waiting;
}

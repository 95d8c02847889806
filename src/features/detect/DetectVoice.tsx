/** Speaks the parts of a detection, each ten percent of one, and the verdict. */
import { type DetectState, useDetection } from '../../state/detectStore';
import { PHASE_NAMES } from '../../text/app';
import { DETECT_SPOKEN } from '../../text/detect';
import { verdictTitle } from './verdictWords';

/** What there is to say; the same words as long as nothing worth saying has happened. */
export function spokenDetection({ done, report, stage, status, total }: DetectState): string {
  if (status === 'done')
    return DETECT_SPOKEN.done(report === null ? '' : `${verdictTitle(report.verdict, report.data.classes)}.`);
  if (status === 'cancelled' || status === 'failed' || status === 'paused') return DETECT_SPOKEN[status];
  if (status === 'idle' || stage === null) return '';
  const tenth = total === null || total === 0 ? 0 : Math.floor((10 * done) / total);
  const name = PHASE_NAMES[stage];
  return tenth === 0 ? DETECT_SPOKEN.began(name) : DETECT_SPOKEN.percent(name, tenth * 10);
}

export function DetectVoice() {
  const words = useDetection(spokenDetection);
  return (
    <p className="visually-hidden" role="status">
      {words}
    </p>
  );
}

/** The primary button of Run: starts, starts again, or says that a run is under way; below it where the work happens. */
import { Play } from 'lucide-react';
import { RefusalLine } from '../../app/RefusalLine';
import { client } from '../../client/engineClient';
import { replay } from '../../client/replay';
import { useEngine } from '../../state/engineStore';
import { useRefusal } from '../../state/refusal';
import { useRun } from '../../state/runStore';
import { can, hasEnded, isAlive } from '../../state/transition';
import { deviceLine, RUN_TEXT } from '../../text/run';
import { machineName } from '../../text/start';
import { formatDuration } from './format';
import styles from './RunColumn.module.css';

function useLabel(): string {
  const status = useRun((run) => run.status);
  const recorded = useRun((run) => run.recorded);
  if (recorded) return RUN_TEXT.here;
  if (isAlive(status)) return RUN_TEXT.running;
  return hasEnded(status) ? RUN_TEXT.again : RUN_TEXT.remove;
}

/** How long the newest finished run of this page took, in words. */
function useMeasuredTime(): string | null {
  const elapsedMs = useRun((run) => run.finished.at(-1)?.report.elapsedMs.total ?? null);
  return elapsedMs === null ? null : formatDuration(elapsedMs);
}

/** A recording that is playing must end first: it holds the place of the run. */
export function startHere(): void {
  if (replay.isPlaying()) replay.stop();
  void client.startRun();
}

export const START_BUTTON_ID = 'run-start';

export function StartButton() {
  const label = useLabel();
  const time = useMeasuredTime();
  const canStart = useRun((run) => run.recorded || can('start', run.status));
  const device = useEngine((engine) => engine.device);
  const isRefused = useRefusal() !== null;
  return (
    <div className={styles.start}>
      <button
        type="button"
        id={START_BUTTON_ID}
        data-primary
        disabled={!canStart || isRefused}
        onClick={startHere}
        aria-describedby="run-start-refusal run-start-line"
      >
        <Play size={18} aria-hidden /> {label}
      </button>
      <RefusalLine id="run-start-refusal" />
      <p id="run-start-line" className={styles.soft}>
        {device !== null && `${deviceLine(machineName(device), time)} `}
        {RUN_TEXT.local}
      </p>
    </div>
  );
}

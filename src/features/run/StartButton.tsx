/** The primary button of Run: starts, starts again, or says that a run is under way; below it where the work happens. */
import { RunButton } from '../../app/RunButton';
import { client } from '../../client/engineClient';
import { replay } from '../../client/replay';
import { useEngine } from '../../state/engineStore';
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
  return (
    <div className={styles.start}>
      <RunButton
        id={START_BUTTON_ID}
        label={label}
        disabled={!canStart}
        onStart={startHere}
        lineId="run-start-line"
      />
      <p id="run-start-line" className={styles.soft}>
        {device !== null && `${deviceLine(machineName(device), time)} `}
        {RUN_TEXT.local}
      </p>
    </div>
  );
}

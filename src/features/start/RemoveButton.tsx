/** The one primary button, and the line that says where the work happens and how long it takes. */
import { Play, View } from 'lucide-react';
import { RefusalLine } from '../../app/RefusalLine';
import { useRefusal } from '../../state/refusal';
import { findingMachine, machineName, runLine, START_TEXT } from '../../text/start';
import type { DeviceReport } from '../../../workers/protocol';
import { formatDuration } from '../run/format';
import type { ExpectedTime } from './expectedTime';
import styles from './RemoveButton.module.css';

export interface RemoveButtonProps {
  readonly label: string;
  readonly isRunning: boolean;
  readonly device: DeviceReport | null;
  readonly time: ExpectedTime;
  readonly onStart: () => void;
  readonly onWatch: () => void;
}

/** The promise under the button, from what was measured. */
function lineOf(device: DeviceReport | null, time: ExpectedTime): string {
  if (device === null) return `${findingMachine}, ${START_TEXT.local}`;
  const duration = time.kind === 'unknown' ? null : formatDuration(time.elapsedMs);
  return runLine(machineName(device), duration, time.kind === 'elsewhere' ? time.device : null);
}

/** Starts the run, or leads to the one that is running. */
export function RemoveButton(props: RemoveButtonProps) {
  const { label, isRunning, device, time, onStart, onWatch } = props;
  const isRefused = useRefusal() !== null;
  return (
    <div className={styles.remove}>
      {isRunning ? (
        <button type="button" data-primary="" onClick={onWatch}>
          <View size={18} aria-hidden="true" /> {START_TEXT.goToRun}
        </button>
      ) : (
        <button
          type="button"
          data-primary=""
          disabled={isRefused}
          onClick={onStart}
          aria-describedby="remove-refusal remove-line"
        >
          <Play size={18} aria-hidden="true" /> {label}
        </button>
      )}
      {!isRunning && <RefusalLine id="remove-refusal" />}
      <p id="remove-line" className={styles.line}>
        {lineOf(device, time)}
      </p>
    </div>
  );
}

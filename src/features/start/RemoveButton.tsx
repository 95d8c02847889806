/** The one primary button, and the line that says where the work happens and how long it takes. */
import { View } from 'lucide-react';
import { RunButton } from '../../app/RunButton';
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
  return (
    <div className={styles.remove}>
      {isRunning ? (
        <button type="button" data-primary="" onClick={onWatch}>
          <View size={18} aria-hidden="true" /> {START_TEXT.goToRun}
        </button>
      ) : (
        <RunButton id="remove" label={label} onStart={onStart} lineId="remove-line" />
      )}
      <p id="remove-line" className={styles.line}>
        {lineOf(device, time)}
      </p>
    </div>
  );
}

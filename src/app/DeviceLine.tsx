/** One line that says what computes; opens to why, how well, and the choice of another device. */
import { Cpu } from 'lucide-react';
import { BACKENDS, type DeviceChoice, type DeviceReport, SELF_TEST_LIMIT } from '../../workers/protocol';
import { client } from '../client/engineClient';
import { useEngine } from '../state/engineStore';
import { useSteered } from '../state/steered';
import { isAlive } from '../state/transition';
import { BACKEND_NAMES, DEVICE_TEXT, threadsSentence } from '../text/app';
import styles from './DeviceLine.module.css';

async function choose(device: DeviceChoice): Promise<void> {
  const connected = await client.connect(device);
  if (connected.ok) await client.reopen();
}

function DeviceSelect({ device }: { readonly device: DeviceReport }) {
  const busy = useSteered(({ status }) => isAlive(status));
  return (
    <label className={styles.choice}>
      {DEVICE_TEXT.choose}
      <select
        value={device.backend}
        disabled={busy}
        onChange={(event) => {
          const chosen = BACKENDS.find((backend) => backend === event.target.value);
          void choose(chosen ?? 'auto');
        }}
      >
        <option value="auto">{DEVICE_TEXT.automatic}</option>
        {device.available.map((backend) => (
          <option key={backend} value={backend}>
            {BACKEND_NAMES[backend]}
          </option>
        ))}
      </select>
    </label>
  );
}

function selfTestText(error: number): string {
  return error <= SELF_TEST_LIMIT ? DEVICE_TEXT.selfTest(error) : DEVICE_TEXT.selfTestFailed(error);
}

/** What the line opens to. */
export function DeviceCard({ device }: { readonly device: DeviceReport }) {
  return (
    <div className={styles.card}>
      <p className={styles.name}>{device.name}</p>
      <p>{DEVICE_TEXT.reason(device)}</p>
      {threadsSentence(device) !== null && <p>{threadsSentence(device)}</p>}
      {device.software && <p>{DEVICE_TEXT.software}</p>}
      {device.selfTestError !== null && <p>{selfTestText(device.selfTestError)}</p>}
      <p>{DEVICE_TEXT.private}</p>
      <DeviceSelect device={device} />
    </div>
  );
}

export function DeviceLine() {
  const status = useEngine((engine) => engine.status);
  const device = useEngine((engine) => engine.device);
  if (status === 'failed')
    return (
      <button type="button" onClick={() => void client.reopen()}>
        {DEVICE_TEXT.restart}
      </button>
    );
  if (device === null) return <span className={styles.line}>{DEVICE_TEXT.starting}</span>;
  return (
    <details className={styles.device}>
      <summary className={styles.line}>
        <Cpu aria-hidden size={16} />
        <span className={styles.words}>
          {status === 'ready' ? DEVICE_TEXT.line(device) : DEVICE_TEXT.starting}
        </span>
      </summary>
      <DeviceCard device={device} />
    </details>
  );
}

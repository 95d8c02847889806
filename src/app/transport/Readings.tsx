/** Status, time and memory of the run, in digits that do not move the layout. */
import { useEngine } from '../../state/engineStore';
import { useRun } from '../../state/runStore';
import { isAlive } from '../../state/transition';
import { BACKEND_NAMES } from '../../text/app';
import { bytesText } from '../../text/faultWords';
import { clockText, STATUS_NAMES, TRANSPORT } from '../../text/transport';
import styles from './TransportBar.module.css';

function Time() {
  const elapsed = useRun((run) => clockText(run.elapsedMs));
  const left = useRun((run) => {
    const etaMs = run.stage === null ? null : run.stages[run.stage].etaMs;
    return isAlive(run.status) && etaMs !== null ? clockText(etaMs) : null;
  });
  return (
    <span className={styles.time}>
      <span className="visually-hidden">{TRANSPORT.elapsed} </span>
      {left === null ? elapsed : `${elapsed}, ${TRANSPORT.left(left)}`}
    </span>
  );
}

function Memory() {
  const memory = useRun((run) => run.memory);
  if (memory === null) return null;
  const { bytes, limitBytes } = memory;
  return (
    <span className={styles.memory} title={TRANSPORT.memoryLabel}>
      <span className="visually-hidden">{TRANSPORT.memoryLabel} </span>
      {TRANSPORT.memory(bytesText(bytes), limitBytes === null ? null : bytesText(limitBytes))}
    </span>
  );
}

export function Readings() {
  const status = useRun((run) => run.status);
  const recorded = useRun((run) => run.recorded);
  const ran = useRun((run) => run.report?.device.backend ?? null);
  const here = useEngine((engine) => engine.device?.backend ?? null);
  const backend = ran ?? here;
  return (
    <div className={styles.readings}>
      <span className={styles.status}>{recorded ? TRANSPORT.recorded : STATUS_NAMES[status]}</span>
      <Time />
      <Memory />
      {backend !== null && <span>{BACKEND_NAMES[backend]}</span>}
    </div>
  );
}

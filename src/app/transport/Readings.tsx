/** Status, time and memory of what learns, in digits that do not move the layout. */
import type { BackendId } from '../../../workers/protocol';
import { useDetection } from '../../state/detectStore';
import { useEngine } from '../../state/engineStore';
import { useQueue } from '../../state/queueStore';
import { type MemoryReading, useRun } from '../../state/runStore';
import { useTraining } from '../../state/trainStore';
import { isAlive } from '../../state/transition';
import { BACKEND_NAMES } from '../../text/app';
import { bytesText } from '../../text/faultWords';
import { clockText, STATUS_NAMES, TRANSPORT } from '../../text/transport';
import styles from './TransportBar.module.css';

interface ReadingsProps {
  readonly status: string;
  /** Written out, as the times are. */
  readonly elapsed: string;
  readonly left: string | null;
  readonly memory: MemoryReading | null;
  readonly backend: BackendId | null;
}

function Memory({ bytes, limitBytes }: MemoryReading) {
  return (
    <span className={styles.memory} title={TRANSPORT.memoryLabel}>
      <span className="visually-hidden">{TRANSPORT.memoryLabel} </span>
      {TRANSPORT.memory(bytesText(bytes), limitBytes === null ? null : bytesText(limitBytes))}
    </span>
  );
}

function Readings({ status, elapsed, left, memory, backend }: ReadingsProps) {
  return (
    <div className={styles.readings}>
      <span className={styles.status}>{status}</span>
      <span className={styles.time}>
        <span className="visually-hidden">{TRANSPORT.elapsed} </span>
        {left === null ? elapsed : `${elapsed}, ${TRANSPORT.left(left)}`}
      </span>
      {memory !== null && <Memory {...memory} />}
      {backend !== null && <span>{BACKEND_NAMES[backend]}</span>}
    </div>
  );
}

export function RunReadings() {
  const status = useRun((run) => run.status);
  const recorded = useRun((run) => run.recorded);
  const ran = useRun((run) => run.report?.device.backend ?? null);
  const here = useEngine((engine) => engine.device?.backend ?? null);
  const elapsed = useRun((run) => clockText(run.elapsedMs));
  const left = useRun((run) => {
    const etaMs = run.stage === null ? null : run.stages[run.stage].etaMs;
    return isAlive(run.status) && etaMs !== null ? clockText(etaMs) : null;
  });
  const memory = useRun((run) => run.memory);
  const words = recorded ? TRANSPORT.recorded : STATUS_NAMES[status];
  return <Readings status={words} elapsed={elapsed} left={left} memory={memory} backend={ran ?? here} />;
}

export function TrainingReadings() {
  const status = useTraining((training) => STATUS_NAMES[training.status]);
  const elapsed = useTraining((training) => clockText(training.elapsedMs));
  const left = useTraining(({ etaMs }) => (etaMs === null ? null : clockText(etaMs)));
  const memory = useTraining((training) => training.memory);
  const backend = useEngine((engine) => engine.device?.backend ?? null);
  return <Readings status={status} elapsed={elapsed} left={left} memory={memory} backend={backend} />;
}

export function QueueReadings() {
  const status = useQueue((queue) => STATUS_NAMES[queue.status]);
  const elapsed = useQueue((queue) => clockText(queue.elapsedMs));
  const left = useQueue(({ etaMs }) => (etaMs === null ? null : clockText(etaMs)));
  const backend = useEngine((engine) => engine.device?.backend ?? null);
  return <Readings status={status} elapsed={elapsed} left={left} memory={null} backend={backend} />;
}

export function DetectionReadings() {
  const status = useDetection((detection) => STATUS_NAMES[detection.status]);
  const elapsed = useDetection((detection) => clockText(detection.elapsedMs));
  const left = useDetection(({ etaMs }) => (etaMs === null ? null : clockText(etaMs)));
  const memory = useDetection((detection) => detection.memory);
  const backend = useEngine((engine) => engine.device?.backend ?? null);
  return <Readings status={status} elapsed={elapsed} left={left} memory={memory} backend={backend} />;
}

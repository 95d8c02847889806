/** How far the training or the queue's run is, in the place where a run has its scrubber. */
import type { AnyStage } from '../../../workers/protocol';
import { useDetection } from '../../state/detectStore';
import { useQueue } from '../../state/queueStore';
import { useTraining } from '../../state/trainStore';
import { type Place, setView } from '../../state/viewStore';
import { PHASE_NAMES } from '../../text/app';
import { TRAINING_STAGE_NAMES, TRANSPORT } from '../../text/transport';
import styles from './TransportBar.module.css';

interface LearningProgressProps {
  readonly name: string;
  readonly words: string;
  readonly done: number;
  readonly total: number | null;
  /** Where it is shown at length. */
  readonly place: Place;
}

function LearningProgress({ name, words, done, total, place }: LearningProgressProps) {
  return (
    <div className={styles.scrubber}>
      <progress
        className={styles.progress}
        data-what={place}
        aria-label={name}
        max={total ?? 1}
        {...(total === null ? {} : { value: done })}
      />
      <button type="button" data-quiet className={styles.position} onClick={() => setView({ place })}>
        {words}
      </button>
    </div>
  );
}

export function TrainingProgress() {
  const stage = useTraining((training) => training.stage);
  const done = useTraining((training) => training.done);
  const total = useTraining((training) => training.total);
  const words =
    stage === null ? TRANSPORT.preparing : TRANSPORT.trains(TRAINING_STAGE_NAMES[stage], done, total);
  return (
    <LearningProgress name={TRANSPORT.progress} words={words} done={done} total={total} place="attack" />
  );
}

export function QueueProgress() {
  const stage = useQueue((queue) => queue.stage);
  const done = useQueue((queue) => queue.done);
  const total = useQueue((queue) => queue.total);
  return (
    <LearningProgress
      name={TRANSPORT.queueProgress}
      words={stageWords(stage, done, total)}
      done={done}
      total={total}
      place="compare"
    />
  );
}

export function DetectionProgress() {
  const stage = useDetection((detection) => detection.stage);
  const done = useDetection((detection) => detection.done);
  const total = useDetection((detection) => detection.total);
  return (
    <LearningProgress
      name={TRANSPORT.detectProgress}
      words={stageWords(stage, done, total)}
      done={done}
      total={total}
      place="detect"
    />
  );
}

function stageWords(stage: AnyStage | null, done: number, total: number | null): string {
  return stage === null ? TRANSPORT.preparingQueue : TRANSPORT.trains(PHASE_NAMES[stage], done, total);
}

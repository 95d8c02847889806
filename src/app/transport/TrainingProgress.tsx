/** How far the training is, in the place where a run has its scrubber. */
import { useTraining } from '../../state/trainStore';
import { setView } from '../../state/viewStore';
import { TRAINING_STAGE_NAMES, TRANSPORT } from '../../text/transport';
import styles from './TransportBar.module.css';

export function TrainingProgress() {
  const stage = useTraining((training) => training.stage);
  const done = useTraining((training) => training.done);
  const total = useTraining((training) => training.total);
  const words =
    stage === null ? TRANSPORT.preparing : TRANSPORT.trains(TRAINING_STAGE_NAMES[stage], done, total);
  return (
    <div className={styles.scrubber}>
      <progress
        className={styles.progress}
        aria-label={TRANSPORT.progress}
        max={total ?? 1}
        {...(total === null ? {} : { value: done })}
      />
      <button
        type="button"
        data-quiet
        className={styles.position}
        onClick={() => setView({ place: 'attack' })}
      >
        {words}
      </button>
    </div>
  );
}

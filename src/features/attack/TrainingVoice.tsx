/** Speaks stage changes, each ten percent, and the end of a training. */
import { TRAINING_SPOKEN } from '../../text/attack';
import { TRAINING_STAGE_NAMES } from '../../text/transport';
import { type TrainState, useTraining } from '../../state/trainStore';

/** What there is to say; the same words as long as nothing worth saying has happened. */
export function spokenTraining({ status, stage, done, total }: TrainState): string {
  if (status === 'done' || status === 'cancelled' || status === 'failed' || status === 'paused')
    return TRAINING_SPOKEN[status];
  if (status === 'idle' || stage === null) return '';
  const tenth = total === null || total === 0 ? 0 : Math.floor((10 * done) / total);
  const name = TRAINING_STAGE_NAMES[stage];
  return tenth === 0 ? TRAINING_SPOKEN.began(name) : TRAINING_SPOKEN.percent(name, tenth * 10);
}

export function TrainingVoice() {
  const words = useTraining(spokenTraining);
  return (
    <p className="visually-hidden" role="status">
      {words}
    </p>
  );
}

/** What stands where a training ended early: why, what is kept, and how to go on. */
import { RotateCcw, Trash2 } from 'lucide-react';
import { FaultNotice } from '../../app/FaultNotice';
import { client } from '../../client/engineClient';
import { useIsBusy } from '../../state/steered';
import { canResumeTraining, dismissTrainFault, useTraining } from '../../state/trainStore';
import { TRAINING_TEXT } from '../../text/attack';
import styles from './TrainedCard.module.css';

function WaysOn({ canResume }: { readonly canResume: boolean }) {
  const busy = useIsBusy();
  return (
    <div className={styles.buttons}>
      {canResume && (
        <button type="button" disabled={busy} onClick={() => void client.resumeTraining()}>
          <RotateCcw size={16} aria-hidden="true" /> {TRAINING_TEXT.resume}
        </button>
      )}
      <button type="button" onClick={client.discardTraining}>
        <Trash2 size={16} aria-hidden="true" /> {TRAINING_TEXT.discard}
      </button>
    </div>
  );
}

export function EndedTraining() {
  const status = useTraining((training) => training.status);
  const fault = useTraining((training) => training.fault);
  const canResume = useTraining(canResumeTraining);
  const isInterrupted = useTraining((training) => training.isInterrupted);
  const hasEndedEarly = status === 'cancelled' || status === 'failed';
  const how = isInterrupted ? 'interrupted' : status === 'failed' ? 'failed' : 'cancelled';
  const kept = isInterrupted ? TRAINING_TEXT.interruptedLine : TRAINING_TEXT.cancelledKept;
  const line = canResume ? kept : TRAINING_TEXT.cancelledNothing;
  return (
    <>
      {fault !== null && <FaultNotice fault={fault} action={null} onDismiss={dismissTrainFault} />}
      {hasEndedEarly && (
        <section className={styles.card} aria-labelledby="ended-heading">
          <h3 id="ended-heading">{TRAINING_TEXT[how]}</h3>
          <p>{line}</p>
          <WaysOn canResume={canResume} />
        </section>
      )}
    </>
  );
}

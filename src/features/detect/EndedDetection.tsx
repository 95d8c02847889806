/** What stands where a detection ended early: why, and what is kept. */
import { Trash2 } from 'lucide-react';
import { FaultNotice } from '../../app/FaultNotice';
import { whenDrawn } from '../../app/whenDrawn';
import { discardDetection } from '../../client/detectCommands';
import { dismissDetectFault, useDetection } from '../../state/detectStore';
import { DETECT_ENDED, DETECT_TEXT } from '../../text/detect';
import styles from './Detect.module.css';
import { DETECT_BUTTON_ID } from './DetectButton';

/** The note goes: the focus passes to the button that starts the next one. */
function discard(): void {
  discardDetection();
  whenDrawn(DETECT_BUTTON_ID, (button) => button.focus());
}

export function EndedDetection() {
  const status = useDetection((detection) => detection.status);
  const fault = useDetection((detection) => detection.fault);
  const hasMeasured = useDetection(({ trace }) => trace.steps.length > 0);
  const hasEndedEarly = status === 'cancelled' || status === 'failed';
  return (
    <>
      {fault !== null && <FaultNotice fault={fault} action={null} onDismiss={dismissDetectFault} />}
      {hasEndedEarly && (
        <section className={styles.section} aria-labelledby="detect-ended">
          <h3 id="detect-ended">{DETECT_ENDED[status]}</h3>
          <p>{hasMeasured ? DETECT_ENDED.line : DETECT_ENDED.nothing}</p>
          <div>
            <button type="button" onClick={discard}>
              <Trash2 size={16} aria-hidden="true" /> {DETECT_TEXT.discard}
            </button>
          </div>
        </section>
      )}
    </>
  );
}

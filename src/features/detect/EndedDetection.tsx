/** What stands where a detection ended early: why, and what is kept. */
import { History, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { FaultNotice } from '../../app/FaultNotice';
import { showLastDetection } from '../../app/openDetection';
import { whenDrawn } from '../../app/whenDrawn';
import { discardDetection } from '../../client/detectCommands';
import { rememberedDetection } from '../../client/tabDetection';
import { dismissDetectFault, useDetection } from '../../state/detectStore';
import { DETECT_ENDED, DETECT_TEXT } from '../../text/detect';
import styles from './Detect.module.css';
import { DETECT_BUTTON_ID } from './DetectButton';
import { hasEndedEarly } from './emptyWords';
import { VERDICT_ID } from './ReportCard';

/** The note goes: the focus passes to the button that starts the next one. */
function discard(): void {
  discardDetection();
  whenDrawn(DETECT_BUTTON_ID, (button) => button.focus());
}

/** Only where this tab has found something before: a detection that begins takes the last report off the page. */
function ShowLast() {
  const [isThere, setThere] = useState(() => rememberedDetection() !== null);
  if (!isThere) return null;
  const show = (): void => {
    const isShown = showLastDetection();
    setThere(isShown);
    whenDrawn(isShown ? VERDICT_ID : DETECT_BUTTON_ID, (element) => element.focus());
  };
  return (
    <button type="button" onClick={show}>
      <History size={16} aria-hidden="true" /> {DETECT_TEXT.showLast}
    </button>
  );
}

export function EndedDetection() {
  const status = useDetection((detection) => detection.status);
  const fault = useDetection((detection) => detection.fault);
  const hasMeasured = useDetection(({ trace }) => trace.steps.length > 0);
  return (
    <>
      {fault !== null && <FaultNotice fault={fault} action={null} onDismiss={dismissDetectFault} />}
      {hasEndedEarly(status) && (
        <section className={styles.section} aria-labelledby="detect-ended">
          <h3 id="detect-ended">{DETECT_ENDED[status]}</h3>
          <p>{hasMeasured ? DETECT_ENDED.line : DETECT_ENDED.nothing}</p>
          <div className={styles.bar}>
            <ShowLast />
            <button type="button" onClick={discard}>
              <Trash2 size={16} aria-hidden="true" /> {DETECT_TEXT.discard}
            </button>
          </div>
        </section>
      )}
    </>
  );
}

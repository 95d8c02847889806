/** Faults and notices of engine and run, above the place; each stays until it is read, or until another run starts. */
import { Info, X } from 'lucide-react';
import { dismissEngineFault, useEngine } from '../state/engineStore';
import { dismissRunFault, runStore, type RunNotice, useRun } from '../state/runStore';
import { useView } from '../state/viewStore';
import { APP_TEXT } from '../text/app';
import { noticeText } from '../text/notices';
import { FaultNotice } from './FaultNotice';
import { focusContent } from './focusContent';
import styles from './NoticeQueue.module.css';

function dismiss(notice: RunNotice): void {
  focusContent();
  runStore.setState(({ notices }) => ({ notices: notices.filter((each) => each !== notice) }));
}

function Notices() {
  const notices = useRun((run) => run.notices);
  return (
    <ul className={styles.notices} aria-label={APP_TEXT.notices}>
      {notices.map((notice) => (
        <li key={`${notice.code} ${JSON.stringify(notice.params)}`}>
          <Info aria-hidden size={16} />
          <span>{noticeText(notice)}</span>
          <button type="button" data-quiet onClick={() => dismiss(notice)} aria-label={APP_TEXT.dismiss}>
            <X aria-hidden size={16} />
          </button>
        </li>
      ))}
    </ul>
  );
}

function andFocus(dismissFault: () => void): void {
  dismissFault();
  focusContent();
}

export function NoticeQueue() {
  const onStart = useView((view) => view.place === 'start');
  // On Start a refused file is answered where it was dropped, and the run's notices are with the run.
  const engineFault = useEngine(({ fault }) => (onStart && fault?.file !== undefined ? null : fault));
  const runFault = useRun((run) => run.fault);
  const some = useRun((run) => run.notices.length > 0) && !onStart;
  if (engineFault === null && runFault === null && !some) return null;
  return (
    <div className={styles.queue}>
      {engineFault !== null && (
        <FaultNotice fault={engineFault} onDismiss={() => andFocus(dismissEngineFault)} />
      )}
      {runFault !== null && <FaultNotice fault={runFault} onDismiss={() => andFocus(dismissRunFault)} />}
      {some && <Notices />}
    </div>
  );
}

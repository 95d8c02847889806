/** Said to whoever comes back to a tab that was hidden during a run: browsers slow such tabs down. */
import { Info, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { formatDuration } from '../features/run/format';
import { isRunning, runStore, useRun } from '../state/runStore';
import { APP_TEXT } from '../text/app';
import styles from './NoticeQueue.module.css';

/** A glance at another tab is no reason for words. */
const WORTH_SAYING_MS = 5000;

function runJob(): string | null {
  const run = runStore.getState();
  return isRunning(run) ? run.job : null;
}

interface Absence {
  readonly job: string;
  readonly ms: number;
}

/** The time that the tab was hidden during the run that is still there; null for none worth a word. */
function useAbsence(): readonly [Absence | null, () => void] {
  const [absence, setAbsence] = useState<Absence | null>(null);
  useEffect(() => {
    let left: { readonly job: string; readonly atMs: number } | null = null;
    const onChange = (): void => {
      const job = runJob();
      if (document.hidden) {
        left = job === null ? null : { job, atMs: performance.now() };
        return;
      }
      const ms = left === null ? 0 : performance.now() - left.atMs;
      if (left !== null && ms >= WORTH_SAYING_MS) setAbsence({ job: left.job, ms });
      left = null;
    };
    document.addEventListener('visibilitychange', onChange);
    return () => document.removeEventListener('visibilitychange', onChange);
  }, []);
  return [absence, () => setAbsence(null)];
}

/** Stays with its run, or until it is read. */
export function HiddenTabLine() {
  const [absence, dismiss] = useAbsence();
  const job = useRun((run) => run.job);
  return (
    <div role="status">
      {absence !== null && absence.job === job && (
        <div className={styles.queue}>
          <p className={styles.line}>
            <Info aria-hidden size={16} />
            <span>{APP_TEXT.hiddenTab(formatDuration(absence.ms))}</span>
            <button type="button" data-quiet onClick={dismiss} aria-label={APP_TEXT.dismiss}>
              <X aria-hidden size={16} />
            </button>
          </p>
        </div>
      )}
    </div>
  );
}

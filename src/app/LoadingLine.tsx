/**
 * What is being waited for, in words and numbers, with a way to stop it; appears after 300 ms, so that quick things do not
 * flicker. It stands below the place and moves nothing in it.
 */
import { X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { client } from '../client/engineClient';
import { isStoppable } from '../client/cancelLoad';
import { type Loading, useEngine } from '../state/engineStore';
import { APP_TEXT, LOADING_NAMES, PHASE_NAMES } from '../text/app';
import { bytesText } from '../text/faultWords';
import { clockText, TRANSPORT } from '../text/transport';
import { focusContent } from './focusContent';
import styles from './LoadingLine.module.css';

const APPEARS_AFTER_MS = 300;
const ETA_AFTER_MS = 2000;
/** Less is over before it is read. */
const LEAST_ETA_MS = 1000;

function amount({ done, total, unit }: Loading): string {
  const [so, all] = [done, total].map((n) =>
    n === null ? null : unit === 'byte' ? bytesText(n) : String(n),
  );
  return all === null ? `${so}` : APP_TEXT.amountOf(`${so}`, `${all}`);
}

/** Milliseconds since the present job began; 0 without one. */
function useWaitedMs(job: string | null): number {
  const [waited, setWaited] = useState({ job, ms: 0 });
  useEffect(() => {
    if (job === null) return undefined;
    const timers = [APPEARS_AFTER_MS, ETA_AFTER_MS].map((ms) => setTimeout(() => setWaited({ job, ms }), ms));
    return () => timers.forEach(clearTimeout);
  }, [job]);
  return waited.job === job ? waited.ms : 0;
}

function stop(): void {
  focusContent();
  void client.cancelLoad();
}

export function LoadingLine() {
  const loading = useEngine((engine) => engine.loading);
  const waitedMs = useWaitedMs(loading?.job ?? null);
  if (loading === null || waitedMs < APPEARS_AFTER_MS) return null;
  const { what, phase, done, total, etaMs } = loading;
  const isCounted = total !== null && total > 0;
  return (
    <div className={styles.line} role="group" aria-label={APP_TEXT.loading}>
      <span>
        {LOADING_NAMES[what]}: {PHASE_NAMES[phase]}
      </span>
      <progress aria-label={LOADING_NAMES[what]} {...(isCounted ? { value: done, max: total } : {})} />
      {isCounted && <span className={styles.amount}>{amount(loading)}</span>}
      {etaMs !== null && etaMs >= LEAST_ETA_MS && waitedMs >= ETA_AFTER_MS && (
        <span>{TRANSPORT.left(clockText(etaMs))}</span>
      )}
      {isStoppable(loading) && (
        <button type="button" data-quiet onClick={stop}>
          <X aria-hidden size={16} />
          {APP_TEXT.cancelLoad}
        </button>
      )}
    </div>
  );
}

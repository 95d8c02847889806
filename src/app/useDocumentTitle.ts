/** While the tab is hidden its title tells how far the run is; when the run ends it says so. */
import { useEffect } from 'react';
import { detectStore } from '../state/detectStore';
import { queueStore } from '../state/queueStore';
import { runStore } from '../state/runStore';
import { trainStore } from '../state/trainStore';
import { isAlive } from '../state/transition';
import { APP_TEXT, APP_TITLE, PHASE_NAMES } from '../text/app';
import { STAGE_NAMES } from '../text/run';
import { TRAINING_STAGE_NAMES } from '../text/transport';

function percentOf({ done, total }: { readonly done: number; readonly total: number | null }): number | null {
  return total === null || total === 0 ? null : Math.min(100, Math.floor((100 * done) / total));
}

/** The title for what learns as it stands. */
function titleNow(hidden: boolean): string {
  const training = trainStore.getState();
  if (hidden && isAlive(training.status) && training.stage !== null)
    return APP_TEXT.titleWhileHidden(TRAINING_STAGE_NAMES[training.stage], percentOf(training));
  for (const store of [queueStore, detectStore]) {
    const job = store.getState();
    if (hidden && isAlive(job.status) && job.stage !== null)
      return APP_TEXT.titleWhileHidden(PHASE_NAMES[job.stage], percentOf(job));
  }
  const { status, stage, stages, recorded } = runStore.getState();
  if (!hidden || recorded) return APP_TITLE;
  if (status === 'done') return APP_TEXT.titleDone;
  if (!isAlive(status) || stage === null) return APP_TITLE;
  return APP_TEXT.titleWhileHidden(STAGE_NAMES[stage], percentOf(stages[stage]));
}

/** Keeps `document.title` true. */
export function useDocumentTitle(): void {
  useEffect(() => {
    const update = (): void => {
      const title = titleNow(document.hidden);
      if (document.title !== title) document.title = title;
    };
    const stops = [runStore, trainStore, queueStore, detectStore].map((store) => store.subscribe(update));
    document.addEventListener('visibilitychange', update);
    update();
    return () => {
      for (const stop of stops) stop();
      document.removeEventListener('visibilitychange', update);
    };
  }, []);
}

/** While the tab is hidden its title tells how far the run is; when the run ends it says so. */
import { useEffect } from 'react';
import { runStore } from '../state/runStore';
import { isAlive } from '../state/transition';
import { APP_TEXT, APP_TITLE } from '../text/app';
import { STAGE_NAMES } from '../text/run';

/** The title for a run as it stands. */
function titleNow(hidden: boolean): string {
  const { status, stage, stages, recorded } = runStore.getState();
  if (!hidden || recorded) return APP_TITLE;
  if (status === 'done') return APP_TEXT.titleDone;
  if (!isAlive(status) || stage === null) return APP_TITLE;
  const { done, total } = stages[stage];
  const percent = total === null || total === 0 ? null : Math.min(100, Math.floor((100 * done) / total));
  return APP_TEXT.titleWhileHidden(STAGE_NAMES[stage], percent);
}

/** Keeps `document.title` true. */
export function useDocumentTitle(): void {
  useEffect(() => {
    const update = (): void => {
      const title = titleNow(document.hidden);
      if (document.title !== title) document.title = title;
    };
    const stop = runStore.subscribe(update);
    document.addEventListener('visibilitychange', update);
    update();
    return () => {
      stop();
      document.removeEventListener('visibilitychange', update);
    };
  }, []);
}

/** Keeps how long each finished run of this page took, for the promise under the button. */
import { runStore } from '../../state/runStore';
import { measurementOf, rememberMeasuredRun } from './expectedTime';

let isListening = false;

/** Listens from the first call on, whatever place is shown later; more calls change nothing. */
export function rememberRuns(): void {
  if (isListening) return;
  isListening = true;
  runStore.subscribe(({ finished }, before) => {
    const newest = finished.at(-1);
    if (finished !== before.finished && newest !== undefined) {
      rememberMeasuredRun(localStorage, measurementOf(newest.report));
    }
  });
}

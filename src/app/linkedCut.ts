/** A link may carry a cut that its sender had moved: it is laid once the link's recipe has been run here. */
import type { Recipe } from '../../workers/protocol';
import { runStore } from '../state/runStore';

/** Waits for the end of a run of `recipe` and lays the first `count` filters of its order on the desk, once. */
export function layLinkedCut(recipe: Recipe, count: number): void {
  const wanted = JSON.stringify(recipe);
  const stop = runStore.subscribe(({ report, recorded }, before) => {
    if (report === null || recorded || report === before.report) return;
    if (JSON.stringify(report.recipe) !== wanted) return;
    stop();
    // The desk clears itself for the new report first; its chunk belongs to the place Run.
    void import('../features/run/cutDesk').then(({ layCut }) => layCut({ kind: 'count', count }));
  });
}

/** Which runs are shown in the table, and which the figures are of. */
import { useMemo } from 'react';
import { useCompare } from '../../state/compareStore';
import type { RunRecord } from '../../compare/runRecord';
import { matching, sorted } from '../../compare/columns';

/** Those that pass the filter, in order. */
export function useShownRuns(): readonly RunRecord[] {
  const runs = useCompare((compare) => compare.runs);
  const text = useCompare((compare) => compare.text);
  const isStarred = useCompare((compare) => compare.isStarred);
  const order = useCompare((compare) => compare.order);
  return useMemo(() => sorted(matching(runs, text, isStarred), order), [runs, text, isStarred, order]);
}

/** Those that are selected, as far as they are shown. */
export function useChosenRuns(): readonly RunRecord[] {
  const shown = useShownRuns();
  const chosen = useCompare((compare) => compare.chosen);
  return useMemo(() => shown.filter(({ id }) => chosen.includes(id)), [shown, chosen]);
}

/** The selected runs; without any, all that are shown. */
export function useFigureRuns(): readonly RunRecord[] {
  const shown = useShownRuns();
  const chosen = useChosenRuns();
  return chosen.length > 0 ? chosen : shown;
}

import { useMemo } from 'react';
import { useRun } from '../../state/runStore';
import { useCutDesk } from './cutDesk';
import { type FilterName, filtersOf, cutOrder } from './cutOrder';

/** What the strips hollow out: the cut on the desk of a finished run, else what the walk has decided so far. */
export function useCutLists(): {
  readonly cut: readonly FilterName[];
  readonly vetoed: readonly FilterName[];
} {
  const report = useRun((run) => run.report);
  const walked = useRun((run) => run.cuts);
  const request = useCutDesk((desk) => desk.current);
  return useMemo(() => {
    const vetoed = request === null ? walked.filter((each) => each.verdict === 'vetoed') : [];
    if (report === null) return { cut: walked.filter((each) => each.verdict === 'cut'), vetoed };
    const cut = request === null ? report.prune.chosen.filters : filtersOf(request, cutOrder(report));
    return { cut, vetoed };
  }, [report, walked, request]);
}

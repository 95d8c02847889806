/** The cut of a finished run as the page shows it, and the hands on it. Used by Run and by Inspect. */
import { useMemo } from 'react';
import type { CutFilter, CutRequest, Report } from '../../../workers/protocol';
import { useRun } from '../../state/runStore';
import { type CutEvaluation, evaluationOf, layCut, useCutDesk } from './cutDesk';
import { cutOneLess, cutOneMore, type FilterName, filtersOf, cutOrder, toggleFilter } from './cutOrder';

export interface ShownCut extends CutEvaluation {
  /** What is tried; null for the run's own cut. */
  readonly request: CutRequest | null;
  /** Every filter, as the run's rule cuts them. */
  readonly order: readonly CutFilter[];
  readonly filters: readonly CutFilter[];
  /** False for recorded runs: no engine knows them. */
  readonly canTry: boolean;
  readonly more: CutRequest | null;
  readonly less: CutRequest | null;
  readonly toggle: (filter: FilterName) => void;
}

/** The cut on the desk of this report. */
export function useCut(report: Report): ShownCut {
  const request = useCutDesk((desk) => desk.current);
  const trial = useRun((run) => run.trial);
  const canTry = useRun((run) => run.status === 'done' && !run.recorded && run.job !== null);
  const order = useMemo(() => cutOrder(report), [report]);
  const filters = useMemo(
    () => (request === null ? report.prune.chosen.filters : filtersOf(request, order)),
    [request, order, report],
  );
  return {
    ...evaluationOf(request, report, trial),
    request,
    order,
    filters,
    canTry,
    more: cutOneMore(filters, order),
    less: cutOneLess(filters, order),
    toggle: (filter) => layCut(toggleFilter(filter, filters, order)),
  };
}

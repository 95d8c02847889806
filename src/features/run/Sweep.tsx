/** The sweep figure with the draggable cut. */
import { useMemo, useRef, useState } from 'react';
import type { CutRequest, Report } from '../../../workers/protocol';
import { useRun } from '../../state/runStore';
import { useView } from '../../state/viewStore';
import { PRUNE_TEXT } from '../../text/run';
import { layCut } from './cutDesk';
import { SweepChart } from './lazyCharts';
import { nearestCount, sweepRows } from './sweepRows';
import type { ShownCut } from './useCut';

/** Moves of the handle closer together than this are one drag, and one step of undo. */
const DRAG_PAUSE_MS = 700;

/** Where the handle stands, in units of the axis. */
function handlePlace({ request, filters, order }: ShownCut, by: 'threshold' | 'count'): number {
  if (by === 'count') return filters.length;
  if (request?.kind === 'threshold') return request.threshold;
  return Math.max(0, ...filters.map((each) => each.mask).filter((mask) => mask <= (order.at(-1)?.mask ?? 1)));
}

/** Lays cuts on the desk, a drag as one step. */
function useDrag(): (cut: CutRequest) => void {
  const lastMs = useRef(-Infinity);
  return (cut) => {
    const nowMs = performance.now();
    layCut(cut, nowMs - lastMs.current < DRAG_PAUSE_MS);
    lastMs.current = nowMs;
  };
}

/** The handle reaches past what is cut, also where the sweep ended before it. */
function lastCut(report: Report, { filters }: ShownCut): number {
  return Math.max(10, report.prune.chosen.pruned * 2, filters.length);
}

interface SweepProps {
  readonly report: Report | null;
  /** Null while the run goes on: there is nothing to drag yet. */
  readonly cut: ShownCut | null;
}

export function Sweep({ report, cut }: SweepProps) {
  const [by, setBy] = useState<'threshold' | 'count'>('count');
  const live = useRun((run) => run.sweep);
  const showOracle = useView((view) => view.oracle);
  const rows = useMemo(() => sweepRows(live, report), [live, report]);
  const drag = useDrag();
  const onCut = (value: number): void => {
    // A recorded run answers only for the cuts it has measured.
    if (cut !== null && !cut.canTry) {
      const wanted = by === 'count' ? value : cut.order.filter((each) => each.mask <= value).length;
      drag({ kind: 'count', count: nearestCount(rows, wanted) });
    } else
      drag(
        by === 'count'
          ? { kind: 'count', count: Math.round(value) }
          : { kind: 'threshold', threshold: value },
      );
  };
  return (
    <SweepChart
      title={PRUNE_TEXT.title}
      summary={report?.prune.chosen.rule === 'carriers' ? PRUNE_TEXT.summaryByMask : PRUNE_TEXT.summary}
      csvName="rnp-sweep"
      rows={rows}
      by={by}
      onBy={setBy}
      showOracle={showOracle}
      empty={PRUNE_TEXT.empty}
      {...(report === null ? {} : { chosen: report.prune.chosen })}
      {...(report === null || cut === null || by !== 'count' ? {} : { lastCut: lastCut(report, cut) })}
      {...(cut === null ? {} : { cut: handlePlace(cut, by), cutFilters: cut.filters.length, onCut })}
    />
  );
}

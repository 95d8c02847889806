/** The sweep figure with the draggable cut. */
import { useMemo, useRef, useState } from 'react';
import type { CutRequest, Report } from '../../../workers/protocol';
import { type SweepRow, useRun } from '../../state/runStore';
import { useView } from '../../state/viewStore';
import { PRUNE_TEXT } from '../../text/run';
import { layCut } from './cutDesk';
import { formatCount } from './format';
import { SweepChart } from './lazyCharts';
import { nearestCut, sweepRows } from './sweepRows';
import type { ShownCut } from './useCut';
import { useRunRecipe } from './useRunRecipe';

/** Key presses closer together than this are one step of undo. */
const KEY_PAUSE_MS = 700;

/** Where the handle stands, in units of the axis. */
function handlePlace(report: Report, { request, filters }: ShownCut, by: SweepRow['by']): number {
  if (by === 'count') return filters.length;
  if (request?.kind === 'threshold') return request.threshold;
  // No threshold takes the filters of a rule that does not follow the masks, nor some picked by hand.
  if (report.prune.head.length > 0 || request?.kind === 'filters') return 0;
  return Math.max(0, ...filters.map((each) => each.mask));
}

interface Drag {
  readonly lay: (cut: CutRequest) => void;
  /** Handlers of the element around the handle. */
  readonly hold: { readonly onPointerDownCapture: () => void; readonly onPointerUpCapture: () => void };
}

/** Lays cuts on the desk: from press to release a drag is one step of undo, however slow; so is a burst of key presses. */
function useDrag(): Drag {
  const held = useRef<'no' | 'pressed' | 'moving'>('no');
  const lastMs = useRef(-Infinity);
  const lay = (cut: CutRequest): void => {
    const nowMs = performance.now();
    const goesOn = held.current === 'no' ? nowMs - lastMs.current < KEY_PAUSE_MS : held.current === 'moving';
    layCut(cut, goesOn);
    if (held.current === 'pressed') held.current = 'moving';
    lastMs.current = nowMs;
  };
  const press = (): void => {
    held.current = 'pressed';
  };
  const release = (): void => {
    held.current = 'no';
    lastMs.current = -Infinity;
  };
  return { lay, hold: { onPointerDownCapture: press, onPointerUpCapture: release } };
}

/** The handle reaches past what is cut, also where the sweep ended before it. */
function lastCut(report: Report, { filters }: ShownCut): number {
  return Math.max(10, report.prune.chosen.pruned * 2, filters.length);
}

/** True where the thresholds are no way to the run's own cut. */
function isBesideTheCut(report: Report | null, by: SweepRow['by']): boolean {
  return by === 'threshold' && (report?.prune.head.length ?? 0) > 0;
}

interface SweepProps {
  readonly report: Report | null;
  /** Null while the run goes on: there is nothing to drag yet. */
  readonly cut: ShownCut | null;
}

export function Sweep({ report, cut }: SweepProps) {
  const [chosenBy, setBy] = useState<SweepRow['by'] | null>(null);
  const live = useRun((run) => run.sweep);
  const showOracle = useView((view) => view.oracle);
  const rows = useMemo(() => sweepRows(live, report), [live, report]);
  const by = chosenBy ?? (rows.some((row) => row.by === 'count') ? 'count' : 'threshold');
  const images = formatCount(useRunRecipe().watch.sweepImages);
  const drag = useDrag();
  const onCut = (value: number): void => {
    // A recorded run answers only for the cuts it has measured.
    if (cut !== null && !cut.canTry) drag.lay(nearestCut(rows, by, value));
    else
      drag.lay(
        by === 'count'
          ? { kind: 'count', count: Math.round(value) }
          : { kind: 'threshold', threshold: value },
      );
  };
  return (
    <div {...drag.hold}>
      <SweepChart
        title={PRUNE_TEXT.title}
        summary={isBesideTheCut(report, by) ? PRUNE_TEXT.summaryByMask : PRUNE_TEXT.summary(images)}
        csvName="rnp-sweep"
        rows={rows}
        by={by}
        onBy={setBy}
        showOracle={showOracle}
        empty={PRUNE_TEXT.empty}
        {...(report === null ? {} : { chosen: report.prune.chosen })}
        {...(report === null || cut === null || by !== 'count' ? {} : { lastCut: lastCut(report, cut) })}
        {...(report === null || cut === null
          ? {}
          : { cut: handlePlace(report, cut, by), cutFilters: cut.filters.length, onCut })}
      />
    </div>
  );
}

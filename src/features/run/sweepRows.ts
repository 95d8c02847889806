/** The rows of the sweep for both axes of its figure. */
import type { CutRequest, Report } from '../../../workers/protocol';
import { reportSweep } from '../../state/reportSweep';
import type { SweepRow } from '../../state/runStore';

/** Beyond this share of all filters a count axis would squeeze the part that matters. */
const WIDEST_SHARE = 0.15;

/**
 * Rows as they came. The axis of counts goes along the order of the cut: where the run's rule has an order of its own, its
 * rows were measured apart; where the masks alone give the order, every row of the thresholds has a count too.
 */
export function sweepRows(live: readonly SweepRow[], report: Report | null): readonly SweepRow[] {
  const rows = live.length > 0 || report === null ? live : reportSweep(report.prune);
  const byThreshold = rows.filter((row) => row.by === 'threshold');
  const byCount = rows.filter((row) => row.by === 'count');
  if (byCount.length > 0) return [...byThreshold, ...asCounts(byThreshold, 0), ...byCount];
  if (report === null || report.prune.head.length > 0) return byThreshold;
  const widest = Math.max(report.prune.chosen.pruned * 3, report.model.channels * WIDEST_SHARE);
  return [...byThreshold, ...asCounts(byThreshold, widest)];
}

function asCounts(rows: readonly SweepRow[], widest: number): readonly SweepRow[] {
  const known = new Map(rows.filter((row) => row.pruned <= widest).map((row) => [row.pruned, row]));
  return [...known.values()].map((row) => ({ ...row, by: 'count' as const }));
}

/** The evaluated cut nearest to a place on an axis: a recorded run knows no others. */
export function nearestCut(rows: readonly SweepRow[], by: SweepRow['by'], place: number): CutRequest {
  let nearest: CutRequest = { kind: 'count', count: 0 };
  let distance = place;
  for (const { by: axis, pruned, threshold } of rows) {
    const at = by === 'count' ? pruned : threshold;
    if (axis !== by || at === null || Math.abs(at - place) >= distance) continue;
    distance = Math.abs(at - place);
    nearest = by === 'count' ? { kind: 'count', count: at } : { kind: 'threshold', threshold: at };
  }
  return nearest;
}

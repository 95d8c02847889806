/** The rows of the sweep for both axes of its figure. */
import type { Report } from '../../../workers/protocol';
import type { SweepRow } from '../../state/runStore';

/** Beyond this share of all filters a count axis would squeeze the part that matters. */
const WIDEST_SHARE = 0.15;

/**
 * Rows as they came; where one axis has none (imported reports, engines that sweep one way), the other's rows serve it:
 * every row of a sweep cuts the head of the order, so it has both a threshold and a count.
 */
export function sweepRows(live: readonly SweepRow[], report: Report | null): readonly SweepRow[] {
  const rows: readonly SweepRow[] =
    live.length > 0 ? live : (report?.prune.rows ?? []).map((row) => ({ ...row, by: 'threshold' as const }));
  const byCount = rows.filter((row) => row.by === 'count');
  const byThreshold = rows.filter((row) => row.by === 'threshold');
  return [
    ...(byThreshold.length > 0 ? byThreshold : byCount.map((row) => ({ ...row, by: 'threshold' as const }))),
    ...(byCount.length > 0 ? byCount : asCounts(byThreshold, report)),
  ];
}

function asCounts(rows: readonly SweepRow[], report: Report | null): readonly SweepRow[] {
  const widest =
    report === null
      ? Infinity
      : Math.max(report.prune.chosen.pruned * 3, report.model.channels * WIDEST_SHARE);
  const known = new Map(rows.filter((row) => row.pruned <= widest).map((row) => [row.pruned, row]));
  return [...known.values()].map((row) => ({ ...row, by: 'count' as const }));
}

/** The evaluated count nearest to the wanted one: a recorded run knows no others. */
export function nearestCount(rows: readonly Pick<SweepRow, 'pruned'>[], wanted: number): number {
  let nearest = 0;
  let distance = Infinity;
  for (const { pruned } of rows)
    if (Math.abs(pruned - wanted) < distance) {
      nearest = pruned;
      distance = Math.abs(pruned - wanted);
    }
  return nearest;
}

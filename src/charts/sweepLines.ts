/** Turns evaluated cuts into lines. */
import type { EvalRow } from '../../workers/protocol/report';
import { sweepText as text } from '../text/charts';
import type { LineSeries } from './plotTypes';
import type { Span } from './scale';

export type SweepAxis = 'threshold' | 'count';

/** One evaluated cut and the sweep it belongs to. */
export type SweepRow = EvalRow & { readonly by: SweepAxis };

/** Where a cut lies on the axis; null for a cut without a threshold on the threshold axis. */
export function sweepAxisValue(row: Pick<EvalRow, 'threshold' | 'pruned'>, by: SweepAxis): number | null {
  return by === 'threshold' ? row.threshold : row.pruned;
}

/** Defense accuracy, clean accuracy and attack success over the axis, in its order; lines without values are left out. */
export function sweepLines(rows: readonly SweepRow[], by: SweepAxis): LineSeries[] {
  const placed = rows
    .flatMap((row) => {
      const at = row.by === by ? sweepAxisValue(row, by) : null;
      return at === null ? [] : [{ row, at }];
    })
    .sort((a, b) => a.at - b.at);
  const line = (id: string, label: string, pen: LineSeries['pen'], read: (row: EvalRow) => number | null) => {
    const known = placed.flatMap(({ row, at }) => {
      const value = read(row);
      return value === null ? [] : [{ at, value }];
    });
    const steps = known.map(({ at }) => at);
    return { id, label, pen, steps, values: known.map(({ value }) => value), axis: 'left' as const };
  };
  return [
    line('defense', text.defense, 'defender', (row) => row.defenseAccuracy),
    line('clean', text.clean, 'oracle', (row) => row.cleanAccuracy),
    line('attack', text.attack, 'oracle', (row) => row.attackSuccessRate),
  ].filter((candidate) => candidate.steps.length > 0);
}

/** The axis from zero to the last cut of the sweep (or `last`, where that lies further); null before the first cut. */
export function sweepSpan(rows: readonly SweepRow[], by: SweepAxis, last: number | undefined): Span | null {
  const places = rows.flatMap((row) => (row.by === by ? [sweepAxisValue(row, by) ?? 0] : []));
  if (places.length === 0) return null;
  return { from: 0, to: Math.max(...places, last ?? 0, by === 'threshold' ? 0.01 : 1) };
}

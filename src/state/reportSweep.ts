/** The rows of a report's two tables of cuts, as the engine streamed them. */
import type { Report } from '../../workers/protocol';
import type { SweepRow } from './runStore';

export function reportSweep({ rows, countRows }: Report['prune']): readonly SweepRow[] {
  return [
    ...rows.map((row) => ({ ...row, by: 'threshold' as const })),
    ...countRows.map((row) => ({ ...row, by: 'count' as const })),
  ];
}

/** Reads lines at a place on the x axis: for caption lines, cursors and tables. */
import { nearestIndex } from './nearest';
import type { FigureTable } from './csv';
import { isBehind, type LineSeries } from './plotTypes';

/** A line's point nearest to a place. */
export interface Reading {
  readonly line: LineSeries;
  readonly x: number;
  readonly y: number;
}

/** The points nearest to `x`, one for each line that has any and does not stay behind; `x` null reads the last points. */
export function readAt<L extends LineSeries>(
  lines: readonly L[],
  x: number | null,
): (Reading & { line: L })[] {
  return lines.flatMap((line) => {
    const last = Math.min(line.steps.length, line.values.length) - 1;
    const index = x === null ? last : Math.min(last, nearestIndex(line.steps, x));
    const at = line.steps[index];
    const y = line.values[index];
    if (isBehind(line) || at === undefined || y === undefined || !Number.isFinite(y)) return [];
    return [{ line, x: at, y }];
  });
}

/** A band's edges as lines of their own. */
function withEdges(
  line: LineSeries,
  edgeName: (label: string, edge: 'low' | 'high') => string,
): LineSeries[] {
  const { band, label } = line;
  if (band === undefined) return [line];
  const edges = (['low', 'high'] as const).map((edge) => ({
    ...line,
    label: edgeName(label, edge),
    values: band[edge],
  }));
  return [line, ...edges];
}

/** All lines as one table: a row for each x that any line has, one column a line, empty where a line has no value. */
export function lineTable(
  xLabel: string,
  shown: readonly LineSeries[],
  ghostName: (label: string) => string,
  edgeName: (label: string, edge: 'low' | 'high') => string = (label) => label,
): FigureTable {
  const lines = shown.flatMap((line) => withEdges(line, edgeName));
  const rows = new Map<number, (string | number)[]>();
  lines.forEach((line, column) => {
    const length = Math.min(line.steps.length, line.values.length);
    for (let i = 0; i < length; i++) {
      const x = line.steps[i];
      const y = line.values[i];
      if (x === undefined || y === undefined) continue;
      const row = rows.get(x) ?? [x, ...new Array<string>(lines.length).fill('')];
      row[column + 1] = y;
      rows.set(x, row);
    }
  });
  return {
    columns: [xLabel, ...lines.map((line) => (line.ghost ? ghostName(line.label) : line.label))],
    rows: [...rows.keys()].sort((a, b) => a - b).map((x) => rows.get(x) ?? []),
  };
}

/** Numbers as text: columns, and the table of figures. */
import type { Measured } from './section';
import { judge, type Target, TARGETS, type Verdict } from './targets';

const VERDICTS: Record<Verdict, string> = {
  stretch: 'yes, stretch',
  met: 'yes',
  missed: 'NO',
  reported: '',
  busy: 'not judged: the machine is busy',
};

/** Three digits that mean something: 0.00123, 12.3, 1234. */
export function digits(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size < 1e-3) return value.toExponential(1);
  return size >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

/** Rows in columns as wide as they have to be: words to the left (the first column), numbers to the right. */
export function columns(rows: readonly (readonly string[])[], words: readonly number[] = [0]): string[] {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, at) => (widths[at] = Math.max(widths[at] ?? 0, cell.length)));
  return rows.map((row) =>
    row
      .map((cell, at) => (words.includes(at) ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}

function limit(target: Target, value: number | null): string {
  return value === null ? '' : `${target.better === 'less' ? '<=' : '>='} ${digits(value)}`;
}

function rowOf(measured: Measured, busy: boolean): string[] {
  const target: Target = TARGETS[measured.id];
  const title = target.unit === '' ? target.title : `${target.title}, ${target.unit}`;
  const limits = [limit(target, target.must), limit(target, target.stretch)];
  if ('missing' in measured) return [title, '-', ...limits, measured.missing];
  return [title, digits(measured.value), ...limits, VERDICTS[judge(target, measured.value, busy)]];
}

/** The table of all figures: figure, measured, must, stretch, met. */
export function figureTable(measured: readonly Measured[], busy = false): string[] {
  return columns(
    [['figure', 'measured', 'must', 'stretch', 'met?'], ...measured.map((each) => rowOf(each, busy))],
    [0, 4],
  );
}

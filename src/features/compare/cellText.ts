/** How the table writes a value. */
import type { RunRecord } from '../../compare/runRecord';
import { RUNS_TEXT } from '../../text/compareTable';
import { formatCount, formatPercent, formatPoints } from '../run/format';
import { type Column, readOf } from '../../compare/columns';

const DATE = new Intl.DateTimeFormat('en', {
  year: 'numeric',
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

/** A value of a run in words; a dash where there is none. */
export function cellText(column: Column, run: RunRecord): string {
  return valueText(column, readOf(column, run));
}

/** A value of a column in words. */
export function valueText({ kind }: Column, value: string | number | null): string {
  if (value === null || value === '') return RUNS_TEXT.none;
  if (typeof value === 'string') return kind === 'time' ? DATE.format(new Date(value)) : value;
  switch (kind) {
    case 'fraction':
      return formatPercent(value);
    case 'points':
      return formatPoints(value);
    case 'seconds':
      return RUNS_TEXT.seconds(value.toFixed(1));
    case 'count':
      // A mean of counts is seldom whole.
      return Number.isInteger(value) ? formatCount(value) : value.toFixed(1);
    default:
      return String(value);
  }
}

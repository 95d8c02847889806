/** The columns of the table of runs: what each shows, how it is sorted, and what it is called outside of the page. */
import { methodName } from './methodName';
import type { RunRecord } from './runRecord';

export type ColumnKind = 'text' | 'fraction' | 'points' | 'count' | 'seconds' | 'time';

export interface Column {
  readonly id: string;
  readonly kind: ColumnKind;
  /** Needs test images or the attacker's trigger. */
  readonly isOracle: boolean;
  readonly of: (run: RunRecord) => string | number | null;
  /** What people read where it is not the value itself: scripts get the value. */
  readonly words?: (run: RunRecord) => string;
}

function difference(after: number | null, before: number | null): number | null {
  return after === null || before === null ? null : after - before;
}

const column = (id: string, kind: ColumnKind, of: Column['of'], isOracle = false): Column => ({
  id,
  kind,
  isOracle,
  of,
});

/** In the order in which they stand. */
export const COLUMNS = [
  column('network', 'text', ({ network }) => network.name),
  { ...column('method', 'text', ({ method }) => method), words: ({ method }) => methodName(method) },
  column('seed', 'count', ({ recipe }) => recipe.seed),
  column('hash', 'text', ({ hash }) => hash),
  column('cleanBefore', 'fraction', ({ before }) => before.cleanAccuracy, true),
  column('cleanAfter', 'fraction', ({ after }) => after.cleanAccuracy, true),
  column(
    'cleanChange',
    'points',
    ({ after, before }) => difference(after.cleanAccuracy, before.cleanAccuracy),
    true,
  ),
  column('attackBefore', 'fraction', ({ before }) => before.attackSuccessRate, true),
  column('attackAfter', 'fraction', ({ after }) => after.attackSuccessRate, true),
  column('target', 'fraction', ({ after }) => after.targetClassAccuracy, true),
  column('defense', 'fraction', ({ defenseAccuracy }) => defenseAccuracy.after),
  column('pruned', 'count', ({ pruned }) => pruned),
  column('seconds', 'seconds', ({ elapsedMs }) => elapsedMs / 1000),
  column('device', 'text', ({ device }) => device),
  column('startedAt', 'time', ({ startedAt }) => startedAt),
  column('note', 'text', ({ note }) => note),
] as const satisfies readonly Column[];
export type ColumnId = (typeof COLUMNS)[number]['id'];

/** What is looked for, and how the runs are ordered. */
export interface Order {
  readonly by: string;
  readonly isDescending: boolean;
}

/** Missing values stand last whichever way the others go. */
function compare(left: string | number | null, right: string | number | null, isDescending: boolean): number {
  if (left === null || right === null) return Number(left === null) - Number(right === null);
  const sign = isDescending ? -1 : 1;
  if (typeof left === 'number' && typeof right === 'number') return sign * (left - right);
  return sign * String(left).localeCompare(String(right), 'en', { numeric: true });
}

/** Whether a column's values are numbers, which stand at the end of their cells. */
export function isNumber({ kind }: Column): boolean {
  return kind !== 'text' && kind !== 'time';
}

/** What people read of a run: words where there are some, else the value. */
export function readOf({ of, words }: Column, run: RunRecord): string | number | null {
  return words?.(run) ?? of(run);
}

/** Rows in order, by what `read` finds in a column for them; equal ones stay as they stood. */
export function sortedBy<T>(
  rows: readonly T[],
  { by, isDescending }: Order,
  read: (column: Column, row: T) => string | number | null,
): readonly T[] {
  const found: Column | undefined = COLUMNS.find(({ id }) => id === by);
  if (found === undefined) return rows;
  return rows.toSorted((a, b) => compare(read(found, a), read(found, b), isDescending));
}

/** The runs in order. */
export function sorted(runs: readonly RunRecord[], order: Order): readonly RunRecord[] {
  return sortedBy(runs, order, readOf);
}

/** Every word of `text` has to stand in some text of the run. */
export function matching(runs: readonly RunRecord[], text: string, isStarred: boolean): readonly RunRecord[] {
  const wanted = text.toLowerCase().split(/\s+/).filter(Boolean);
  return runs.filter((run) => {
    if (isStarred && !run.starred) return false;
    const texts: readonly Column[] = COLUMNS.filter(({ kind }) => kind === 'text');
    const all = texts
      .map(({ of, words }) => `${String(of(run) ?? '')} ${words?.(run) ?? ''}`)
      .join(' ')
      .toLowerCase();
    return wanted.every((word) => all.includes(word));
  });
}

/** The columns that are shown: without those only the attacker could fill where the oracle is switched off. */
export function shownColumns(hasOracle: boolean): readonly (Column & { readonly id: ColumnId })[] {
  return COLUMNS.filter(({ isOracle }) => hasOracle || !isOracle);
}

/** The table of runs with the seeds taken together: one row for runs that differ in nothing else, with mean and band of each number. */
import { type Column, type ColumnId, isNumber, type Order, readOf, shownColumns, sortedBy } from './columns';
import type { RunRecord } from './runRecord';
import { type Band, bandOf, bySeed, type SeedGroup } from './seedBands';

/** What belongs to single runs. */
const OF_ONE_RUN: readonly string[] = ['hash', 'startedAt', 'note'];

/** The columns of the table of means. */
export function meanColumns(hasOracle: boolean): readonly (Column & { readonly id: ColumnId })[] {
  return shownColumns(hasOracle).filter(({ id }) => !OF_ONE_RUN.includes(id));
}

/** Whether several runs have a band in a column: seeds are listed. */
export function hasBand(column: Column): boolean {
  return isNumber(column) && column.id !== 'seed';
}

/** The seeds of some runs, each once, from the lowest. */
export function seedsOf(runs: readonly RunRecord[]): readonly number[] {
  return [...new Set(runs.map(({ recipe }) => recipe.seed))].toSorted((a, b) => a - b);
}

/** What a column says of several runs: the band of their numbers, or their texts, each once. */
export function meanOf(column: Column, runs: readonly RunRecord[]): Band | string | null {
  if (column.id === 'seed') return seedsOf(runs).join(', ');
  const values = runs.map((run) => readOf(column, run));
  if (hasBand(column)) return bandOf(values.map((value) => (typeof value === 'number' ? value : null)));
  return [...new Set(values)].join('; ');
}

/** Runs that differ only in their seed as one row each, in order: numbers by their mean, dates by the first run. */
export function meanRows(runs: readonly RunRecord[], order: Order): readonly SeedGroup[] {
  return sortedBy(bySeed(runs), order, (column, { runs: own }) => {
    const [first] = own;
    if (OF_ONE_RUN.includes(column.id)) return first === undefined ? null : readOf(column, first);
    const value = meanOf(column, own);
    return typeof value === 'object' && value !== null ? value.mean : value;
  });
}

/** Chooses which classes the prediction histogram shows. Pure. */
import { labelText as text, marginText } from '../text/charts';

export interface LabelRow {
  /** Class index; null for the classes put together. */
  readonly index: number | null;
  readonly name: string;
  /** Predictions, or the margin. */
  readonly count: number;
  /** Share of all predictions, 0..1. */
  readonly share: number;
}

/** With more classes than this only the most frequent are shown and the rest is put together. */
export const MOST_CLASSES = 12;

/** One row a class in class order, or the most frequent ones and the rest. The predicted class is always its own row. */
export function labelRows(
  histogram: ArrayLike<number>,
  classes: readonly string[],
  predicted: number,
): LabelRow[] {
  const counts = Array.from(histogram);
  const total = Math.max(
    1,
    counts.reduce((sum, n) => sum + n, 0),
  );
  const all = counts.map((n, index) => ({
    index,
    name: classes[index] ?? String(index),
    count: n,
    share: n / total,
  }));
  if (all.length <= MOST_CLASSES) return all;
  const { shown, rest } = largestFirst(all, predicted);
  const others = rest.reduce((sum, row) => sum + row.count, 0);
  return [...shown, { index: null, name: text.others(rest.length), count: others, share: others / total }];
}

/** One row a class for margins; with many classes the largest ones, and the largest of the rest. */
export function marginRows(
  margins: readonly number[],
  classes: readonly string[],
  predicted: number,
): LabelRow[] {
  const all = margins.map((margin, index) => ({
    index,
    name: classes[index] ?? String(index),
    count: margin,
    share: 0,
  }));
  if (all.length <= MOST_CLASSES) return all;
  const { shown, rest } = largestFirst(all, predicted);
  const largest = Math.max(...rest.map((row) => row.count));
  return [...shown, { index: null, name: marginText.others(rest.length), count: largest, share: 0 }];
}

interface ClassRow extends LabelRow {
  readonly index: number;
}

/** The classes that get a row of their own, the largest first, and the rest. The predicted class is always shown. */
function largestFirst(
  all: readonly ClassRow[],
  predicted: number,
): { shown: readonly ClassRow[]; rest: readonly ClassRow[] } {
  const ranked = [...all].sort((a, b) => rank(b, predicted) - rank(a, predicted) || a.index - b.index);
  const shown = ranked.slice(0, MOST_CLASSES - 1).sort((a, b) => b.count - a.count || a.index - b.index);
  return { shown, rest: ranked.slice(MOST_CLASSES - 1) };
}

function rank(row: ClassRow, predicted: number): number {
  return row.index === predicted ? Infinity : row.count;
}

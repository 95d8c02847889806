/** The classes along the ascent as lines, and what the last of them says. Pure. */
import type { LineSeries } from '../../charts/plotTypes';
import type { DetectReading } from '../../state/detectStore';
import { LABEL_TEXT } from '../../text/detect';
import { className } from '../start/verdict';

type Trace = DetectReading['trace'];

/** The class predicted most often, its share, and how evenly all are predicted, in bits. */
export interface Leaning {
  readonly label: number;
  readonly share: number;
  readonly entropy: number;
}

/** What some predictions lean to; null without any. */
export function leaningOf(histogram: readonly number[]): Leaning | null {
  const total = histogram.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  const label = histogram.indexOf(Math.max(...histogram));
  const shares = histogram.map((count) => count / total);
  const entropy = shares.reduce((sum, share) => (share === 0 ? sum : sum - share * Math.log2(share)), 0);
  return { label, share: shares[label] ?? 0, entropy };
}

/** One line a class, the one that leads at the end strong and named; the accuracy beside them. */
export function labelLines(
  { accuracies, histograms, steps }: Trace,
  classes: readonly string[],
): readonly LineSeries[] {
  const last = histograms.at(-1);
  if (last === undefined) return [];
  const leader = leaningOf(last)?.label;
  const totals = histograms.map((histogram) => histogram.reduce((sum, count) => sum + count, 0));
  const lines = last.map((_, label): LineSeries => {
    const values = histograms.map((histogram, at) => (histogram[label] ?? 0) / Math.max(1, totals[at] ?? 0));
    const line = {
      id: `class-${label}`,
      label: className(classes, label),
      pen: 'defender',
      axis: 'left',
      steps,
      values,
    } as const;
    return label === leader ? line : { ...line, color: '--cut', faint: true };
  });
  const accuracy: LineSeries = {
    id: 'accuracy',
    label: LABEL_TEXT.accuracy,
    pen: 'defender',
    axis: 'left',
    color: '--ink-soft',
    steps,
    values: accuracies,
  };
  return [...lines, accuracy];
}

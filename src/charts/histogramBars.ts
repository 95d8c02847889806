/** Turns mask counts into drawn bars. Pure; x in data units, heights as fractions of the axis. */
import type { SiteHistogram } from '../../workers/protocol/events';

/** One bar or, where the threshold runs through a bin, one part of it. */
export interface HistogramBar {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Height on the log axis, 0..1. */
  readonly height: number;
  readonly isCut: boolean;
}

/** Filters per bin over all sites; `bins` entries. */
export function sumCounts(sites: readonly SiteHistogram[], bins: number): Uint32Array {
  const total = new Uint32Array(bins);
  for (const site of sites) site.counts.forEach((n, bin) => (total[bin] = (total[bin] ?? 0) + n));
  return total;
}

/** Filters per bin of `values` between `edges` (bins + 1, rising). The last bin holds its right edge too. */
export function binCounts(values: ArrayLike<number>, edges: ArrayLike<number>): Uint32Array {
  const bins = Math.max(0, edges.length - 1);
  const counts = new Uint32Array(bins);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? NaN;
    let bin = -1;
    while (bin + 1 < bins && value >= (edges[bin + 1] ?? Infinity)) bin++;
    if (bin >= 0 && value <= (edges[bin + 1] ?? -Infinity)) counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}

/** Place of a count on the log axis whose top is `most`: 0 for none, and one filter can still be seen. */
export function logHeight(count: number, most: number): number {
  return count <= 0 ? 0 : Math.log10(1 + count) / Math.log10(1 + Math.max(1, most));
}

/** Powers of ten up to `most`: the ticks of the log axis, whose foot is zero. */
export function logTicks(most: number): number[] {
  const ticks = [1];
  for (let tick = 10; tick <= most; tick *= 10) ticks.push(tick);
  return ticks;
}

/** The bars from left to right under an axis whose top is `most`, empty bins left out; a bin that the threshold runs through gives two parts. */
export function histogramBars(
  edges: ArrayLike<number>,
  counts: ArrayLike<number>,
  { most = mostOf(counts), threshold }: { readonly threshold: number | null; readonly most?: number },
): HistogramBar[] {
  const bars: HistogramBar[] = [];
  for (let bin = 0; bin + 1 < edges.length; bin++) {
    const from = edges[bin] ?? 0;
    const to = edges[bin + 1] ?? 0;
    const count = counts[bin] ?? 0;
    if (count === 0) continue;
    const bar = { from, to, count, height: logHeight(count, most) };
    if (threshold === null || threshold <= from) bars.push({ ...bar, isCut: false });
    else if (threshold >= to) bars.push({ ...bar, isCut: true });
    else bars.push({ ...bar, to: threshold, isCut: true }, { ...bar, from: threshold, isCut: false });
  }
  return bars;
}

/** The largest count; 0 without bins. */
export function mostOf(counts: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < counts.length; i++) most = Math.max(most, counts[i] ?? 0);
  return most;
}

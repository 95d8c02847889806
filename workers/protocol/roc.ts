/**
 * How well a score tells two groups apart. Of scores where low ones are suspicious, as STRIP's entropies:
 *
 *   AUC = P(suspicious < innocent) + P(equal) / 2        (the Mann-Whitney statistic)
 */

import { mean } from './tables';

/** A point of the curve: both shares of what lies at or below a threshold. */
export interface RocPoint {
  readonly threshold: number;
  /** Of the innocent: false alarms. */
  readonly falseRate: number;
  /** Of the suspicious: found. */
  readonly trueRate: number;
}

function rising(values: ArrayLike<number>): Float64Array {
  return Float64Array.from(values).sort();
}

/** How many of the rising `values` are at most `limit`. */
function countUpTo(values: Float64Array, limit: number): number {
  let [from, to] = [0, values.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((values[middle] ?? 0) <= limit) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** The curve from (0, 0) to (1, 1), a point a threshold; empty where a group is. */
export function rocCurve(innocent: ArrayLike<number>, suspicious: ArrayLike<number>): readonly RocPoint[] {
  if (innocent.length === 0 || suspicious.length === 0) return [];
  const [low, high] = [rising(suspicious), rising(innocent)];
  const thresholds = [...new Set([...low, ...high])].sort((one, other) => one - other);
  return [
    { threshold: Number.NEGATIVE_INFINITY, falseRate: 0, trueRate: 0 },
    ...thresholds.map((threshold) => ({
      threshold,
      falseRate: countUpTo(high, threshold) / high.length,
      trueRate: countUpTo(low, threshold) / low.length,
    })),
  ];
}

/** Area under the curve, by trapezoids; null where a group is empty. */
export function areaUnder(curve: readonly RocPoint[]): number | null {
  if (curve.length === 0) return null;
  return curve.slice(1).reduce((area, { falseRate, trueRate }, at) => {
    const before = curve[at] ?? { falseRate: 0, trueRate: 0 };
    return area + ((falseRate - before.falseRate) * (trueRate + before.trueRate)) / 2;
  }, 0);
}

/** The largest threshold at or below which at most `share` of the innocent lie. */
export function thresholdAt(innocent: ArrayLike<number>, share: number): number {
  const sorted = rising(innocent);
  const allowed = Math.floor(share * sorted.length + 1e-9);
  if (allowed >= sorted.length) return sorted.at(-1) ?? Number.NEGATIVE_INFINITY;
  // Of equal values all or none lie below a threshold.
  const first = sorted[allowed] ?? Number.NaN;
  const below = sorted.findLast((value) => value < first);
  return below ?? Number.NEGATIVE_INFINITY;
}

/** What a threshold makes of entropies. */
export interface Cutoff {
  /** Null where there are too few clean images for so small a share. */
  readonly threshold: number | null;
  /** Share of the clean images at or below it. */
  readonly rejected: number;
  /** Of the triggered ones; null where there are none. */
  readonly found: number | null;
}

/** Entropies of one network: of clean images, and of triggered ones where there are any. */
interface Entropies {
  readonly clean: readonly number[];
  readonly triggered: readonly number[] | null;
}

function shareUpTo(values: readonly number[], threshold: number): number {
  return values.length === 0 ? 0 : countUpTo(rising(values), threshold) / values.length;
}

/** The threshold that takes at most `share` of the clean images for poisoned. */
export function cutoffAt({ clean, triggered }: Entropies, share: number): Cutoff {
  const threshold = thresholdAt(clean, share);
  return {
    threshold: Number.isFinite(threshold) ? threshold : null,
    rejected: shareUpTo(clean, threshold),
    found: triggered === null ? null : shareUpTo(triggered, threshold),
  };
}

/** Difference of the mean entropies, clean less triggered, as a share of the largest that `classes` allow; null without both. */
export function entropyGap({ clean, triggered }: Entropies, classes: number): number | null {
  const [innocent, suspicious] = [mean(clean), mean(triggered ?? [])];
  return innocent === null || suspicious === null
    ? null
    : (innocent - suspicious) / Math.log2(Math.max(2, classes));
}

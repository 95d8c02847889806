/**
 * Which numbers of a few are too small to be chance (Neural Cleanse's test, spec 4.1). With med the median,
 *
 *   MAD = 1.4826 median |n - med|      index of n = |n - med| / MAD      flagged: n < med and index > 2
 *
 * An even count has the mean of the middle two for its median, as in numpy; PyTorch takes the lower one.
 */

/** Makes MAD the deviation where numbers are normally distributed. */
const CONSISTENCY = 1.4826;
/** Largest index of chance: 2.5 % of normally distributed numbers lie further below. */
const LARGEST_INDEX = 2;

export interface Outliers {
  /** Of each number; 0 where all lie together, which says nothing. */
  readonly indices: Float64Array;
  /** Positions of those that are too small, the smallest first. */
  readonly flagged: readonly number[];
}

/** The middle of some numbers. */
export function medianOf(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values).sort();
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? Number.NaN) + upper) / 2;
}

/** Judges numbers against each other. */
export function findOutliers(values: ArrayLike<number>): Outliers {
  const median = medianOf(values);
  const distances = Float64Array.from(values, (value) => Math.abs(value - median));
  const deviation = CONSISTENCY * medianOf(distances);
  const indices = distances.map((distance) => (deviation > 0 ? distance / deviation : 0));
  const valueAt = (at: number): number => values[at] ?? Number.NaN;
  const flagged = [...indices.keys()]
    .filter((at) => valueAt(at) < median && (indices[at] ?? 0) > LARGEST_INDEX)
    .sort((one, other) => valueAt(one) - valueAt(other));
  return { indices, flagged };
}

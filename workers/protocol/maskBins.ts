/** Histograms of masks have so many equal bins of 0..1; the last one includes 1. */
export const MASK_BINS = 20;

/** Masks per bin. */
export function countMasks(values: ArrayLike<number>): Uint32Array {
  const counts = new Uint32Array(MASK_BINS);
  for (let at = 0; at < values.length; at++) {
    const bin = Math.min(MASK_BINS - 1, Math.max(0, Math.floor((values[at] ?? 0) * MASK_BINS)));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}

/**
 * Index of the entry of a rising list that lies nearest to `wanted`; -1 for an empty list.
 * On a tie the earlier entry wins.
 */
export function nearestIndex(rising: ArrayLike<number>, wanted: number): number {
  if (rising.length === 0) return -1;
  let low = 0;
  let high = rising.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rising[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  const before = low - 1;
  if (before < 0) return low;
  return wanted - (rising[before] ?? 0) <= (rising[low] ?? 0) - wanted ? before : low;
}

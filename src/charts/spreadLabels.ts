/** A label that wants to stand centred at `at` and needs `height` pixels. */
export interface LabelWish {
  readonly at: number;
  readonly height: number;
}

/**
 * Moves labels apart so that none overlap, with the least sum of squared shifts (isotonic regression by pooling
 * neighbours), inside `from`..`to` pixels. Gives the centre of each label in the order of the wishes. Labels that
 * cannot all fit start at `from` and run over.
 */
export function spreadLabels(wishes: readonly LabelWish[], from: number, to: number): number[] {
  const order = wishes.map((wish, index) => ({ wish, index })).sort((a, b) => a.wish.at - b.wish.at);
  // With the heights above it taken off, each label's top must only not fall below the one before it.
  let above = 0;
  const reduced = order.map(({ wish }) => {
    const top = wish.at - wish.height / 2 - above;
    above += wish.height;
    return top;
  });
  const tops = poolNeighbours(reduced);
  const highest = Math.max(from, to - above);
  const centres = new Array<number>(wishes.length).fill(0);
  let offset = 0;
  order.forEach(({ wish, index }, rank) => {
    const top = Math.min(highest, Math.max(from, tops[rank] ?? from)) + offset;
    centres[index] = top + wish.height / 2;
    offset += wish.height;
  });
  return centres;
}

/** Isotonic least squares: the nearest list that never falls. */
function poolNeighbours(wanted: readonly number[]): number[] {
  const pools: { sum: number; size: number }[] = [];
  for (const value of wanted) {
    let pool = { sum: value, size: 1 };
    let last = pools[pools.length - 1];
    while (last && last.sum / last.size > pool.sum / pool.size) {
      pool = { sum: last.sum + pool.sum, size: last.size + pool.size };
      pools.pop();
      last = pools[pools.length - 1];
    }
    pools.push(pool);
  }
  return pools.flatMap((pool) => new Array<number>(pool.size).fill(pool.sum / pool.size));
}

/** A yes or no for each filter, in site order: one byte each, or the set of the indices that are on. */
export type FilterFlags = Uint8Array | ReadonlySet<number>;

/** Whether the filter with this index in site order is flagged. */
export function isFlagged(flags: FilterFlags, index: number): boolean {
  return flags instanceof Uint8Array ? flags[index] === 1 : flags.has(index);
}

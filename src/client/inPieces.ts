/** A long list in short ones. */

/** Pieces of at most `size` items, in order. */
export function* inPieces<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}

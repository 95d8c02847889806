/** A long list in short ones: handing over tens of thousands of files at once would hold the page up. */

/** Pieces of at most `size` items, in order. */
export function* inPieces<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}

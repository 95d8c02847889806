/** Seeds as people type them: `1, 2, 3` or `1-5`. */

const LARGEST = 0xffffffff;
/** Nobody means more than this. */
export const MOST_SEEDS = 100;

function rangeOf(word: string): readonly number[] | null {
  const found = /^(\d{1,10})(?:-(\d{1,10}))?$/.exec(word);
  if (found === null) return null;
  const from = Number(found[1]);
  const to = found[2] === undefined ? from : Number(found[2]);
  if (to < from || to > LARGEST || to - from >= MOST_SEEDS) return null;
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
}

/** The seeds, each once; null where some word is none, or there are more than {@link MOST_SEEDS}. */
export function parseSeeds(text: string): readonly number[] | null {
  const words = text.split(/[\s,;]+/).filter(Boolean);
  const seeds = new Set<number>();
  for (const word of words) {
    const range = rangeOf(word);
    if (range === null) return null;
    for (const seed of range) seeds.add(seed);
  }
  return seeds.size === 0 || seeds.size > MOST_SEEDS ? null : [...seeds];
}

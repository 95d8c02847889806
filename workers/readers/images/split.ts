/** Which part of a data set that holds training and test images. */
import type { ImageNote, Split } from './contract';

const PARTS: Readonly<Record<string, Split | 'validation'>> = {
  train: 'train',
  training: 'train',
  test: 'test',
  testing: 'test',
  val: 'validation',
  valid: 'validation',
  validation: 'validation',
};

type Part = Split | 'validation';

/** The part that a folder's name stands for; null for every other folder. */
export function partOfFolder(name: string): Part | null {
  return PARTS[name.toLowerCase()] ?? null;
}

/** The part that a CIFAR file belongs to by its name; null where the name does not say. */
export function partOfBatch(name: string): Split | null {
  if (/^test(_batch)?(\.bin)?$/.test(name)) return 'test';
  return /^(data_batch_\d+|train)(\.bin)?$/.test(name) ? 'train' : null;
}

/**
 * The items of the part that is wanted. Where only one part is there it is taken whatever is wanted; validation
 * images stand in for test images that are missing. Items that belong to no part stay.
 */
export function takeSplit<T>(
  items: readonly T[],
  partOf: (item: T) => Part | null,
  wanted: Split | null,
): { readonly taken: readonly T[]; readonly notes: readonly ImageNote[] } {
  const parts = items.map(partOf);
  const present = new Set(parts.filter((part) => part !== null));
  if (present.size === 0) return { taken: items, notes: [] };
  const split = choose(present, wanted ?? 'train');
  const taken = items.filter((_, i) => parts[i] === null || parts[i] === split);
  return { taken, notes: [{ code: 'split-taken', params: { split } }] };
}

function choose(present: ReadonlySet<Part>, wanted: Split): Part {
  const order: readonly Part[] =
    wanted === 'train' ? ['train', 'validation', 'test'] : ['test', 'validation', 'train'];
  return order.find((part) => present.has(part)) ?? wanted;
}

import type { RawTensor } from '../readers/elements';
import type { StoredTensor } from './storedTensor';

const MODULE_PREFIX = 'module.';

/**
 * The tensors of a file to be written: the original's names, order and types, with our values where we have them. What
 * the network takes no part of, such as batch counters, goes out as it came in.
 * @param original a file's tensors; names may carry DataParallel's `module.`
 * @param ours parameters in PyTorch's layout, under names without it
 */
export function handBack(
  original: ReadonlyMap<string, RawTensor>,
  ours: ReadonlyMap<string, Pick<StoredTensor, 'shape' | 'data'>>,
): Map<string, StoredTensor> {
  const stored = new Map<string, StoredTensor>();
  for (const [name, tensor] of original) {
    const bare = name.startsWith(MODULE_PREFIX) ? name.slice(MODULE_PREFIX.length) : name;
    // Of two tensors that differ by the prefix only, the network took the one without it.
    const changed = ours.get(original.has(bare) ? name : bare);
    stored.set(name, changed === undefined ? tensor : { ...changed, dtype: tensor.dtype });
  }
  return stored;
}

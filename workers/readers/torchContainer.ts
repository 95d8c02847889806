import { FaultError } from '../protocol/faults';
import { unpickle, type Unpickled } from './pickle';
import type { PickleValue } from './pickleValues';

/** A torch file, opened: its pickled root object, and its storages on demand. Zip and legacy both end here. */
export interface TorchContainer {
  readonly format: 'torch-zip' | 'torch-legacy';
  readonly root: PickleValue;
  /** Raw little-endian bytes of one storage, in memory of their own; `file-damaged` when the file does not hold it. */
  readStorage(key: string): Promise<Uint8Array>;
}

/** Every network saved whole names the classes of its layers, which live here. */
const LAYER_CLASSES = 'torch.nn.modules.';

/**
 * Reads the pickle of a checkpoint. One that holds a whole network instead of its weights is told from other refused
 * names, since its owner can do something about it.
 * @throws FaultError as {@link unpickle}; `model-not-weights` (`kind`: module, `name` of the class)
 */
export function unpickleCheckpoint(bytes: Uint8Array, start = 0): Unpickled {
  try {
    return unpickle(bytes, start);
  } catch (thrown) {
    const name =
      thrown instanceof FaultError && thrown.fault.code === 'pickle-refused' && thrown.fault.params['name'];
    if (typeof name !== 'string' || !holdsText(bytes.subarray(start), LAYER_CLASSES)) throw thrown;
    throw new FaultError('model-not-weights', { kind: 'module', name });
  }
}

function holdsText(bytes: Uint8Array, text: string): boolean {
  const letters = new TextEncoder().encode(text);
  const [first = 0] = letters;
  for (let at = bytes.indexOf(first); at >= 0; at = bytes.indexOf(first, at + 1)) {
    if (letters.every((letter, i) => bytes[at + i] === letter)) return true;
  }
  return false;
}

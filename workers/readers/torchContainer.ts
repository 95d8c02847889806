import type { PickleValue } from './pickleValues';
import type { ElementType } from './elements';

/** A torch file, opened: its pickled root object, and its storages on demand. Zip and legacy both end here. */
export interface TorchContainer {
  readonly format: 'torch-zip' | 'torch-legacy';
  readonly root: PickleValue;
  /** Raw little-endian bytes of one storage; `file-damaged` when the file does not hold it. */
  readStorage(key: string, dtype: ElementType): Promise<Uint8Array>;
}

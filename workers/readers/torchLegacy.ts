import { FaultError } from '../protocol/faults';
import { sliceExactly, uint64At, viewOf, type ByteSource } from './byteSource';
import { CUT_SHORT, damaged } from './damage';
import { ELEMENT_BYTES, type ElementType } from './elements';
import { startsWith } from './magic';
import { unpickle, type Unpickled } from './pickle';
import { readOwned } from './pieces';
import { isDict, isSequence, type PickleValue } from './pickleValues';
import { storageOf } from './tensorRef';
import { unpickleCheckpoint, type TorchContainer } from './torchContainer';

/** The integer every legacy file starts with (torch/serialization.py). */
const MAGIC = 0x1950a86a20f9469cfc6cn;
const FORMAT_VERSION = 1001;
/** The pickles come first; storages, which may be hundreds of megabytes, are not read to find their end. */
const FIRST_WINDOW_BYTES = 2 ** 20;
const MAX_WINDOW_BYTES = 64 * 2 ** 20;

/** Where one storage lies in the file, bytes. */
interface Place {
  readonly start: number;
  readonly end: number;
}

/** True when a file's first bytes hold the legacy magic number, in whichever pickle protocol. */
export function hasLegacyMagic(head: Uint8Array): boolean {
  const magic = [0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19];
  if (head[0] !== 0x80) return false;
  // Protocol 4 puts a frame header of 9 bytes before the number.
  return [2, 11].some((at) => startsWith(head, magic, at));
}

/**
 * Opens what `torch.save` wrote before version 1.6: five pickles in a row (magic number, version, system
 * info, the object, storage keys), then each storage as an int64 element count and raw data (spec 6.1).
 * @throws FaultError `pickle-refused`, `file-damaged`, `file-too-large`
 */
export async function openTorchLegacy(source: ByteSource): Promise<TorchContainer> {
  const { object, keys, end } = await readPickles(source);
  const places = await locateStorages(source, keys, end, storageTypes(object.persistentIds));
  return {
    format: 'torch-legacy',
    root: object.value,
    readStorage(key) {
      const place = places.get(key);
      if (place === undefined) throw damaged(`the storage ${key} is missing`);
      return readOwned(source, place.start, place.end);
    },
  };
}

interface Pickles {
  readonly object: Unpickled;
  readonly keys: readonly string[];
  /** Offset of the first storage. */
  readonly end: number;
}

/** Tries a small window first and a larger one when the pickles turn out to go on. */
async function readPickles(source: ByteSource): Promise<Pickles> {
  for (let window = FIRST_WINDOW_BYTES; ; window *= 8) {
    const bytes = await source.slice(0, Math.min(window, source.size));
    try {
      return parsePickles(bytes);
    } catch (thrown) {
      const isCutShort = thrown instanceof FaultError && thrown.fault.params['reason'] === CUT_SHORT;
      if (!isCutShort || window >= source.size || window >= MAX_WINDOW_BYTES) throw thrown;
    }
  }
}

function parsePickles(bytes: Uint8Array): Pickles {
  const magic = unpickle(bytes);
  if (magic.value !== MAGIC) throw damaged('its first number is not that of PyTorch');
  const version = unpickle(bytes, magic.end);
  if (version.value !== FORMAT_VERSION) throw damaged('its format version is unknown');
  const system = unpickle(bytes, version.end);
  if (isDict(system.value) && system.value.entries.get('little_endian') === false) {
    throw damaged('it was written on a big-endian machine');
  }
  const object = unpickleCheckpoint(bytes, system.end);
  const keys = unpickle(bytes, object.end);
  return { object, keys: storageKeys(keys.value), end: keys.end };
}

function storageKeys(value: PickleValue): string[] {
  if (!isSequence(value)) throw damaged('its list of storages is missing');
  return value.items.map((key) => {
    if (typeof key !== 'string') throw damaged('its list of storages is broken');
    return key;
  });
}

function storageTypes(ids: readonly PickleValue[]): ReadonlyMap<string, ElementType> {
  const types = new Map<string, ElementType>();
  for (const id of ids) {
    const storage = storageOf(id);
    if (storage !== null) types.set(storage.key, storage.dtype ?? 'uint8');
  }
  return types;
}

/** Walks over the storages' headers; the data between them is not read. */
async function locateStorages(
  source: ByteSource,
  keys: readonly string[],
  from: number,
  types: ReadonlyMap<string, ElementType>,
): Promise<ReadonlyMap<string, Place>> {
  const places = new Map<string, Place>();
  let at = from;
  for (const key of keys) {
    const type = types.get(key);
    if (type === undefined) throw damaged(`the storage ${key} belongs to no tensor`);
    const start = at + 8;
    const elements = uint64At(viewOf(await sliceExactly(source, at, start)), 0);
    const end = start + elements * ELEMENT_BYTES[type];
    if (end > source.size) throw damaged(CUT_SHORT);
    places.set(key, { start, end });
    at = end;
  }
  return places;
}

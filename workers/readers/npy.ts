import { FaultError } from '../protocol/faults';
import { bytesSource, type ByteSource } from './byteSource';
import { CUT_SHORT, damaged, namingFile } from './damage';
import { assertAffordable, elementCount, tensorOf, type RawTensor } from './elements';
import { decodeArray, elementBytes, rawElements, type NdArray } from './npyArray';
import { parseNpyHeader, type NpyHeader } from './npyHeader';
import { openZip, type ZipArchive } from './zip';
import type { ZipEntry } from './zipDirectory';

export type { NdArray, NpyType } from './npyArray';

const SUFFIX = '.npy';

/**
 * Reads one .npy array. Fortran-ordered arrays are transposed to row-major, big-endian ones swapped.
 * @throws FaultError `file-damaged`; `file-unknown` for element types a network has no use for (`type`)
 */
export function readNpy(bytes: Uint8Array): NdArray {
  const { header, elements } = openNpy(bytes);
  return decodeArray(header, elements);
}

/** Header and elements, whose number is checked before anything is allocated: the shape may lie. */
function openNpy(bytes: Uint8Array): { header: NpyHeader; elements: Uint8Array } {
  const header = parseNpyHeader(bytes);
  const end = header.dataOffset + elementBytes(header);
  if (!(end <= bytes.length)) throw damaged(CUT_SHORT);
  return { header, elements: bytes.subarray(header.dataOffset, end) };
}

/**
 * Reads a NumPy archive (`np.savez`, `np.savez_compressed`): arrays by name, without `.npy`.
 * @throws FaultError as {@link readNpy} and the zip reader
 */
export async function readNpz(source: ByteSource | Uint8Array): Promise<Map<string, NdArray>> {
  const file = source instanceof Uint8Array ? bytesSource('arrays.npz', source) : source;
  return readArchive(file, readNpy);
}

/**
 * Reads a state dict saved as a NumPy archive: `np.savez(path, **{k: v.numpy() for k, v in state.items()})`. Names and
 * order are the file's; one array is in memory beside the result at a time.
 * @throws FaultError as {@link readNpz}; `file-unknown` (`type`, `name`) for arrays of Python objects or text
 */
export async function readNpzStateDict(source: ByteSource): Promise<Map<string, RawTensor>> {
  let total = 0;
  return readArchive(source, (bytes) => {
    const { header, elements } = openNpy(bytes);
    assertAffordable((total += elementCount(header.shape)));
    const { dtype, bytes: plain } = rawElements(header, elements);
    return tensorOf(header.shape, dtype, plain);
  });
}

async function readArchive<T>(file: ByteSource, read: (bytes: Uint8Array) => T): Promise<Map<string, T>> {
  return namingFile(file.name, async () => {
    const zip = await openZip(file);
    const arrays = new Map<string, T>();
    for (const entry of zip.entries.values()) {
      if (!entry.name.endsWith(SUFFIX)) continue;
      arrays.set(arrayName(entry), await readEntry(zip, entry, read));
    }
    return arrays;
  });
}

function arrayName(entry: ZipEntry): string {
  return entry.name.slice(0, -SUFFIX.length);
}

/** A fault about the type of an array names the array. */
async function readEntry<T>(zip: ZipArchive, entry: ZipEntry, read: (bytes: Uint8Array) => T): Promise<T> {
  const bytes = await zip.read(entry);
  try {
    return read(bytes);
  } catch (thrown) {
    if (!(thrown instanceof FaultError) || thrown.fault.code !== 'file-unknown') throw thrown;
    throw new FaultError('file-unknown', { ...thrown.fault.params, name: arrayName(entry).slice(0, 80) });
  }
}

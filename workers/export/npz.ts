/** Writes a state dict as `np.savez` does: a zip of stored .npy arrays (numpy/lib/format.py, version 1.0). */
import type { ElementType } from '../readers/elements';
import { storedBytes, writeElements, type StoredTensor } from './storedTensor';
import { writeStoredZip, type ArchiveEntry } from './zipWriter';

const CODES: Readonly<Record<Exclude<ElementType, 'bfloat16'>, string>> = {
  float32: '<f4',
  float64: '<f8',
  float16: '<f2',
  int64: '<i8',
  int32: '<i4',
  int16: '<i2',
  int8: '|i1',
  uint8: '|u1',
  bool: '|b1',
};

/** Magic, version 1.0 and the header's length come before the header. */
const PREFIX_BYTES = 10;
const ALIGNMENT = 64;

/**
 * Writes tensors under their names and in their order. NumPy has no bfloat16: such tensors are written as float32,
 * which holds the same numbers.
 * @throws RangeError when a tensor's data and shape disagree: a bug of the caller; FaultError `file-too-large`
 */
export function writeNpz(tensors: ReadonlyMap<string, StoredTensor>): Uint8Array<ArrayBuffer> {
  return writeStoredZip(
    [...tensors].map(([name, tensor]) => entryOf(name, tensor)),
    1,
  );
}

function entryOf(name: string, tensor: StoredTensor): ArchiveEntry {
  const dtype = tensor.dtype === 'bfloat16' ? 'float32' : tensor.dtype;
  const array = { ...tensor, dtype };
  const header = headerOf(CODES[dtype], tensor.shape);
  return {
    name: `${name}.npy`,
    bytes: header.length + storedBytes(name, array),
    write: (target) => {
      target.set(header);
      writeElements(target.subarray(header.length), array);
    },
  };
}

function headerOf(code: string, shape: readonly number[]): Uint8Array {
  const sizes = shape.length === 1 ? `${shape.join()},` : shape.join(', ');
  const text = `{'descr': '${code}', 'fortran_order': False, 'shape': (${sizes}), }`;
  // Spaces up to the newline bring the elements to a multiple of 64 bytes.
  const length = Math.ceil((PREFIX_BYTES + text.length + 1) / ALIGNMENT) * ALIGNMENT - PREFIX_BYTES;
  const padded = new TextEncoder().encode(`${text.padEnd(length - 1)}\n`);
  return Uint8Array.of(
    0x93,
    ...new TextEncoder().encode('NUMPY'),
    1,
    0,
    length & 0xff,
    length >> 8,
    ...padded,
  );
}

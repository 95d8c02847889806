import { FaultError } from '../protocol/faults';
import { bytesSource, viewOf, type ByteSource } from './byteSource';
import { CUT_SHORT, damaged, namingFile } from './damage';
import { elementCount, halfToNumber } from './elements';
import { parseNpyHeader, type NpyHeader } from './npyHeader';
import { openZip } from './zip';

/** A NumPy array as plain data, row-major. */
export interface NdArray {
  readonly shape: readonly number[];
  /** The type in the file. float16 is widened to float32; int64 to float64, exact up to 2^53. */
  readonly dtype: NpyType;
  readonly data: Float32Array | Float64Array | Int32Array | Int16Array | Int8Array | Uint8Array;
}

export type NpyType =
  'float32' | 'float64' | 'float16' | 'int64' | 'int32' | 'int16' | 'int8' | 'uint8' | 'bool';

interface Codec {
  readonly dtype: NpyType;
  readonly bytes: number;
  readonly make: (count: number) => NdArray['data'];
  readonly read: (view: DataView, at: number, littleEndian: boolean) => number;
}

const CODECS: ReadonlyMap<string, Codec> = new Map<string, Codec>([
  [
    'f4',
    { dtype: 'float32', bytes: 4, make: (n) => new Float32Array(n), read: (v, a, le) => v.getFloat32(a, le) },
  ],
  [
    'f8',
    { dtype: 'float64', bytes: 8, make: (n) => new Float64Array(n), read: (v, a, le) => v.getFloat64(a, le) },
  ],
  [
    'f2',
    {
      dtype: 'float16',
      bytes: 2,
      make: (n) => new Float32Array(n),
      read: (v, a, le) => halfToNumber(v.getUint16(a, le)),
    },
  ],
  ['i8', { dtype: 'int64', bytes: 8, make: (n) => new Float64Array(n), read: readInt64 }],
  ['i4', { dtype: 'int32', bytes: 4, make: (n) => new Int32Array(n), read: (v, a, le) => v.getInt32(a, le) }],
  ['i2', { dtype: 'int16', bytes: 2, make: (n) => new Int16Array(n), read: (v, a, le) => v.getInt16(a, le) }],
  ['i1', { dtype: 'int8', bytes: 1, make: (n) => new Int8Array(n), read: (v, a) => v.getInt8(a) }],
  ['u1', { dtype: 'uint8', bytes: 1, make: (n) => new Uint8Array(n), read: (v, a) => v.getUint8(a) }],
  [
    'b1',
    {
      dtype: 'bool',
      bytes: 1,
      make: (n) => new Uint8Array(n),
      read: (v, a) => (v.getUint8(a) === 0 ? 0 : 1),
    },
  ],
]);

function readInt64(view: DataView, at: number, littleEndian: boolean): number {
  const low = view.getUint32(littleEndian ? at : at + 4, littleEndian);
  return low + view.getInt32(littleEndian ? at + 4 : at, littleEndian) * 2 ** 32;
}

/**
 * Reads one .npy array. Fortran-ordered arrays are transposed to row-major, big-endian ones swapped.
 * @throws FaultError `file-damaged`; `file-unknown` for element types a network has no use for (`type`)
 */
export function readNpy(bytes: Uint8Array): NdArray {
  const header = parseNpyHeader(bytes);
  const codec = CODECS.get(header.code);
  if (codec === undefined) {
    throw new FaultError('file-unknown', { reason: 'arrays of this type are not read', type: header.code });
  }
  const count = elementCount(header.shape);
  // Checked before anything is allocated: the shape may lie.
  if (!(header.dataOffset + count * codec.bytes <= bytes.length)) throw damaged(CUT_SHORT);
  const data = codec.make(count);
  const view = viewOf(bytes);
  const places = header.fortranOrder ? fortranPlaces(header.shape) : null;
  for (let i = 0; i < count; i++) {
    const from = places === null ? i : (places[i] ?? 0);
    data[i] = codec.read(view, header.dataOffset + from * codec.bytes, !header.bigEndian);
  }
  return { shape: header.shape, dtype: codec.dtype, data };
}

/** For each element in row-major order, its place in a column-major file. */
function fortranPlaces(shape: NpyHeader['shape']): Float64Array {
  const places = new Float64Array(elementCount(shape));
  for (let i = 0; i < places.length; i++) {
    let rest = i;
    let place = 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const size = shape[axis] ?? 1;
      place += (rest % size) * elementCount(shape.slice(0, axis));
      rest = Math.floor(rest / size);
    }
    places[i] = place;
  }
  return places;
}

/**
 * Reads a NumPy archive (`np.savez`, `np.savez_compressed`): arrays by name, without `.npy`.
 * @throws FaultError as {@link readNpy} and the zip reader
 */
export async function readNpz(source: ByteSource | Uint8Array): Promise<Map<string, NdArray>> {
  const file = source instanceof Uint8Array ? bytesSource('arrays.npz', source) : source;
  return namingFile(file.name, async () => {
    const zip = await openZip(file);
    const arrays = new Map<string, NdArray>();
    for (const entry of zip.entries.values()) {
      if (!entry.name.endsWith('.npy')) continue;
      arrays.set(entry.name.slice(0, -'.npy'.length), readNpy(await zip.read(entry)));
    }
    return arrays;
  });
}

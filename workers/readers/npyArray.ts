import { FaultError } from '../protocol/faults';
import { viewOf } from './byteSource';
import { elementCount, halfToNumber, type ElementType } from './elements';
import type { NpyHeader } from './npyHeader';

/** A NumPy array as plain data, row-major. */
export interface NdArray {
  readonly shape: readonly number[];
  /** The type in the file. float16 is widened to float32; int64 to float64, exact up to 2^53. */
  readonly dtype: NpyType;
  readonly data: Float32Array | Float64Array | Int32Array | Int16Array | Int8Array | Uint8Array;
}

/** Element types of NumPy that are read. */
export type NpyType = Exclude<ElementType, 'bfloat16'>;

/** What a header has to say about the elements for them to be decoded. */
export type ArrayLayout = Pick<NpyHeader, 'code' | 'bigEndian' | 'fortranOrder' | 'shape'>;

interface Codec {
  readonly dtype: NpyType;
  readonly bytes: number;
  readonly make: (count: number) => NdArray['data'];
  readonly read: (view: DataView, at: number, littleEndian: boolean) => number;
}

const CODECS: ReadonlyMap<string, Codec> = new Map<string, Codec>(
  (
    [
      ['f4', 'float32', (n) => new Float32Array(n), (v, at, le) => v.getFloat32(at, le)],
      ['f8', 'float64', (n) => new Float64Array(n), (v, at, le) => v.getFloat64(at, le)],
      ['f2', 'float16', (n) => new Float32Array(n), (v, at, le) => halfToNumber(v.getUint16(at, le))],
      ['i8', 'int64', (n) => new Float64Array(n), readInt64],
      ['i4', 'int32', (n) => new Int32Array(n), (v, at, le) => v.getInt32(at, le)],
      ['i2', 'int16', (n) => new Int16Array(n), (v, at, le) => v.getInt16(at, le)],
      ['i1', 'int8', (n) => new Int8Array(n), (v, at) => v.getInt8(at)],
      ['u1', 'uint8', (n) => new Uint8Array(n), (v, at) => v.getUint8(at)],
      ['b1', 'bool', (n) => new Uint8Array(n), (v, at) => (v.getUint8(at) === 0 ? 0 : 1)],
    ] satisfies [string, NpyType, Codec['make'], Codec['read']][]
  ).map(([code, dtype, make, read]) => [code, { dtype, bytes: Number(code.slice(1)), make, read }]),
);

function readInt64(view: DataView, at: number, littleEndian: boolean): number {
  const low = view.getUint32(littleEndian ? at : at + 4, littleEndian);
  return low + view.getInt32(littleEndian ? at + 4 : at, littleEndian) * 2 ** 32;
}

/**
 * The type of elements with this code.
 * @throws FaultError as {@link elementBytes}
 */
export function npyTypeOf(code: string): NpyType {
  return codecOf(code).dtype;
}

function codecOf(code: string): Codec {
  const codec = CODECS.get(code);
  if (codec !== undefined) return codec;
  const reason = code.startsWith('O')
    ? 'it holds Python objects, which are not read'
    : `it holds arrays of type ${code}, which are not read`;
  throw new FaultError('file-unknown', { reason, type: code });
}

/**
 * Bytes that an array's elements take; NaN or infinite for impossible shapes.
 * @throws FaultError `file-unknown` for element types a network has no use for (`type`)
 */
export function elementBytes({ code, shape }: ArrayLayout): number {
  return elementCount(shape) * codecOf(code).bytes;
}

/**
 * The numbers of an array, row-major.
 * @param elements exactly {@link elementBytes} bytes
 * @throws FaultError as {@link elementBytes}
 */
export function decodeArray(layout: ArrayLayout, elements: Uint8Array): NdArray {
  const codec = codecOf(layout.code);
  const count = elementCount(layout.shape);
  const data = codec.make(count);
  const view = viewOf(elements);
  const places = layout.fortranOrder ? fortranPlaces(layout.shape) : null;
  for (let i = 0; i < count; i++) {
    const from = places === null ? i : (places[i] ?? 0);
    data[i] = codec.read(view, from * codec.bytes, !layout.bigEndian);
  }
  return { shape: layout.shape, dtype: codec.dtype, data };
}

/**
 * The same elements as plain bytes: row-major and little-endian, bit for bit.
 * @throws FaultError as {@link elementBytes}
 */
export function rawElements(
  layout: ArrayLayout,
  elements: Uint8Array,
): { dtype: NpyType; bytes: Uint8Array } {
  const { dtype, bytes: size } = codecOf(layout.code);
  if (!layout.fortranOrder && !(layout.bigEndian && size > 1)) return { dtype, bytes: elements };
  const places = layout.fortranOrder ? fortranPlaces(layout.shape) : null;
  const out = new Uint8Array(elements.length);
  for (let at = 0; at < out.length; at++) {
    const i = Math.floor(at / size);
    const byte = layout.bigEndian ? size - 1 - (at % size) : at % size;
    out[at] = elements[(places === null ? i : (places[i] ?? 0)) * size + byte] ?? 0;
  }
  return { dtype, bytes: out };
}

/** For each element in row-major order, its place in a column-major file. */
function fortranPlaces(shape: readonly number[]): Float64Array {
  const places = new Float64Array(elementCount(shape));
  const strides = shape.map((_, axis) => elementCount(shape.slice(0, axis)));
  for (let i = 0; i < places.length; i++) {
    let rest = i;
    let place = 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const size = shape[axis] ?? 1;
      place += (rest % size) * (strides[axis] ?? 1);
      rest = Math.floor(rest / size);
    }
    places[i] = place;
  }
  return places;
}

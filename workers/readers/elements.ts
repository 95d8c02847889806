import { viewOf } from './byteSource';
import { assertAtMost } from './damage';

/** Element types a checkpoint may hold. */
export const ELEMENT_TYPES = [
  'float32',
  'float64',
  'float16',
  'bfloat16',
  'int64',
  'int32',
  'int16',
  'int8',
  'uint8',
  'bool',
] as const;

/** One of {@link ELEMENT_TYPES}. */
export type ElementType = (typeof ELEMENT_TYPES)[number];

/** Size of one element in bytes. */
export const ELEMENT_BYTES: Readonly<Record<ElementType, number>> = {
  float32: 4,
  float64: 8,
  float16: 2,
  bfloat16: 2,
  int64: 8,
  int32: 4,
  int16: 2,
  int8: 1,
  uint8: 1,
  bool: 1,
};

/** A tensor as a file holds it: the numeric value of every element, row-major, whatever its stored type was. */
export interface RawTensor {
  readonly shape: readonly number[];
  /** The type in the file. float64 and integers beyond 2^24 lose digits in `data`. */
  readonly dtype: ElementType;
  readonly data: Float32Array;
  /**
   * The elements as the file has them (row-major, little-endian), kept only where `data` lost digits: an export hands
   * them back unchanged.
   */
  readonly exact?: Uint8Array;
}

/**
 * Of doubles exact bytes are kept up to this size, which is ample for convolutions. Larger tensors go out as doubles with the
 * digits of float32; integers are always handed back exactly.
 */
const MAX_EXACT_FLOAT64_BYTES = 64 * 2 ** 20;

/**
 * A tensor from its elements: little-endian, row-major, as many as the shape says.
 * @param bytes handed over for good: the tensor may share their memory
 */
export function tensorOf(shape: readonly number[], dtype: ElementType, bytes: Uint8Array): RawTensor {
  const data = decodeElements(bytes, dtype);
  return isExact(bytes, dtype, data) ? { shape, dtype, data } : { shape, dtype, data, exact: bytes };
}

function isExact(bytes: Uint8Array, dtype: ElementType, data: Float32Array): boolean {
  if (dtype !== 'float64' && dtype !== 'int64' && dtype !== 'int32') return true;
  if (dtype === 'float64' && bytes.length > MAX_EXACT_FLOAT64_BYTES) return true;
  const view = viewOf(bytes);
  // An int64 beyond 2^53 is not exact as a number either.
  if (dtype === 'int64') return data.every((value, i) => BigInt(value) === view.getBigInt64(8 * i, true));
  const readAt = READ_AT[dtype];
  return data.every((value, i) => Object.is(value, readAt(view, ELEMENT_BYTES[dtype] * i)));
}

/** Number of elements of a tensor of this shape; 1 for a scalar's empty shape. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** 1 GiB of float32: more does not train in a browser tab. */
export const MAX_ELEMENTS = 2 ** 28;

/** Throws `file-too-large` for more numbers than `limit`; asked before anything is allocated for them. */
export function assertAffordable(elements: number, limit = MAX_ELEMENTS): void {
  assertAtMost('numbers', elements, limit);
}

/** Value of an IEEE 754 half: 1 sign, 5 exponent, 10 fraction bits. */
export function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** Where one element lies, and how to read it. int64 is read in two halves: exact up to 2^53. */
const READ_AT: Readonly<
  Record<Exclude<ElementType, 'float32' | 'bfloat16'>, (v: DataView, at: number) => number>
> = {
  float64: (v, at) => v.getFloat64(at, true),
  float16: (v, at) => halfToNumber(v.getUint16(at, true)),
  int64: (v, at) => v.getUint32(at, true) + v.getInt32(at + 4, true) * 2 ** 32,
  int32: (v, at) => v.getInt32(at, true),
  int16: (v, at) => v.getInt16(at, true),
  int8: (v, at) => v.getInt8(at),
  uint8: (v, at) => v.getUint8(at),
  bool: (v, at) => (v.getUint8(at) === 0 ? 0 : 1),
};

/**
 * Little-endian elements as float32 values. Float32 elements that lie on a word boundary are not copied: the result
 * then shares memory with `bytes`, which the caller hands over. Every machine with WebAssembly or WebGPU is little-endian.
 */
export function decodeElements(bytes: Uint8Array, dtype: ElementType): Float32Array {
  const count = Math.floor(bytes.length / ELEMENT_BYTES[dtype]);
  if (dtype === 'float32') {
    const words = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
    return new Float32Array(words.buffer, words.byteOffset, count);
  }
  const out = new Float32Array(count);
  const view = viewOf(bytes);
  if (dtype === 'bfloat16') {
    // A bfloat16 is the upper half of a float32.
    const words = new Uint32Array(out.buffer);
    for (let i = 0; i < words.length; i++) words[i] = view.getUint16(2 * i, true) << 16;
    return out;
  }
  const readAt = READ_AT[dtype];
  const size = ELEMENT_BYTES[dtype];
  for (let i = 0; i < out.length; i++) out[i] = readAt(view, i * size);
  return out;
}

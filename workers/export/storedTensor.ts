import { ELEMENT_BYTES, elementCount, type ElementType } from '../readers/elements';

/** One tensor to be written; `data` holds its elements row-major. A `RawTensor` as a reader gives it is one. */
export interface StoredTensor {
  readonly shape: readonly number[];
  /** The type in the file. Values are rounded to it: to nearest, ties to even; integers to the nearest whole number. */
  readonly dtype: ElementType;
  readonly data: ArrayLike<number>;
  /** The elements as bytes, where numbers of `data` are not exact; written instead of `data`. */
  readonly exact?: Uint8Array;
}

/**
 * Length of a tensor in a file, bytes.
 * @throws RangeError when its data and shape disagree: a bug of the caller
 */
export function storedBytes(name: string, { shape, dtype, data, exact }: StoredTensor): number {
  const count = elementCount(shape);
  const bytes = count * ELEMENT_BYTES[dtype];
  if (count !== data.length || (exact !== undefined && exact.length !== bytes)) {
    throw new RangeError(`${name}: ${data.length} values, shape ${shape.join('x')}`);
  }
  return bytes;
}

/** Writes a tensor's elements, little-endian, to the start of `target`. */
export function writeElements(target: Uint8Array, { dtype, data, exact }: StoredTensor): void {
  if (exact !== undefined) {
    target.set(exact);
    return;
  }
  const view = new DataView(target.buffer, target.byteOffset, target.byteLength);
  const [write, size] = [WRITE_AT[dtype], ELEMENT_BYTES[dtype]];
  for (let i = 0; i < data.length; i++) write(view, i * size, data[i] ?? 0);
}

const WRITE_AT: Readonly<Record<ElementType, (view: DataView, at: number, value: number) => void>> = {
  float32: (v, at, x) => v.setFloat32(at, x, true),
  float64: (v, at, x) => v.setFloat64(at, x, true),
  float16: (v, at, x) => v.setUint16(at, halfOf(x), true),
  bfloat16: (v, at, x) => v.setUint16(at, bfloat16Of(x), true),
  int64: (v, at, x) => v.setBigInt64(at, BigInt(Math.round(x)), true),
  int32: (v, at, x) => v.setInt32(at, Math.round(x), true),
  int16: (v, at, x) => v.setInt16(at, Math.round(x), true),
  int8: (v, at, x) => v.setInt8(at, Math.round(x)),
  uint8: (v, at, x) => v.setUint8(at, Math.round(x)),
  bool: (v, at, x) => v.setUint8(at, x === 0 ? 0 : 1),
};

const WORD = new DataView(new ArrayBuffer(4));

/** The bits of a number as a float32. */
function floatBits(value: number): number {
  WORD.setFloat32(0, value);
  return WORD.getUint32(0);
}

/** A bfloat16 is the upper half of a float32, rounded to nearest, ties to even. */
function bfloat16Of(value: number): number {
  if (Number.isNaN(value)) return 0x7fc0;
  const bits = floatBits(value);
  return (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16;
}

/** IEEE 754 half: 1 sign, 5 exponent, 10 fraction bits; rounded to nearest, ties to even. */
function halfOf(value: number): number {
  if (Number.isNaN(value)) return 0x7e00;
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (size >= 65_520) return sign | 0x7c00; // halfway between the largest half and the next power of two
  if (size < 2 ** -14) return sign | roundToEven(size * 2 ** 24); // subnormal; 1024 becomes the smallest normal one
  const exponent = ((floatBits(size) >>> 23) & 0xff) - 127;
  // A fraction that rounds up to 1024 carries into the exponent, as it should.
  return sign | (((exponent + 15) << 10) + roundToEven((size / 2 ** exponent - 1) * 1024));
}

function roundToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}

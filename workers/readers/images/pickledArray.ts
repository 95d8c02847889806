/** NumPy arrays inside pickles, as plain data. */
import { viewOf } from '../byteSource';
import { isCall, isSequence, type PickleCall, type PickleValue } from '../pickleValues';

/** An array as its pickle describes it; the bytes are neither converted nor checked against the shape. */
export interface PickledArray {
  readonly shape: readonly number[];
  /** Type code without byte order: u1, i8. */
  readonly code: string;
  readonly isBigEndian: boolean;
  readonly isFortranOrder: boolean;
  readonly bytes: Uint8Array;
}

/** Text of a Python string or of bytes that hold one (Python 2); null for anything else. */
export function textOf(value: PickleValue | undefined): string | null {
  if (typeof value === 'string') return value;
  return value instanceof Uint8Array ? new TextDecoder().decode(value) : null;
}

/** The array that a value describes; null where it describes none. Source: numpy/core/src/multiarray/methods.c, array_reduce. */
export function pickledArray(value: PickleValue | undefined): PickledArray | null {
  if (!isCall(value)) return null;
  if (value.name.endsWith('multiarray._reconstruct')) return reconstructed(value);
  return value.name.endsWith('numeric._frombuffer') ? fromBuffer(value) : null;
}

/** `__setstate__((version, shape, dtype, is_fortran, raw))`. */
function reconstructed({ state }: PickleCall): PickledArray | null {
  if (!isSequence(state)) return null;
  const [, shape, dtype, isFortranOrder, raw] = state.items;
  return arrayOf(shape, dtype, isFortranOrder === true, raw);
}

/** Protocol 5: `_frombuffer(raw, dtype, shape, order)`. */
function fromBuffer({ args }: PickleCall): PickledArray | null {
  const [raw, dtype, shape, order] = args;
  return arrayOf(shape, dtype, textOf(order) === 'F', raw);
}

function arrayOf(
  shape: PickleValue | undefined,
  dtype: PickleValue | undefined,
  isFortranOrder: boolean,
  raw: PickleValue | undefined,
): PickledArray | null {
  const bytes = rawBytes(raw);
  if (!isSequence(shape) || !isCall(dtype) || dtype.name !== 'numpy.dtype' || bytes === null) return null;
  const sizes = shape.items.filter((size) => typeof size === 'number');
  const code = textOf(dtype.args[0]);
  if (sizes.length !== shape.items.length || code === null) return null;
  const order = isSequence(dtype.state) ? textOf(dtype.state.items[1]) : null;
  return { shape: sizes, code, isBigEndian: order === '>', isFortranOrder, bytes };
}

/** Bytes; or, from Python 3 under protocol 2, `_codecs.encode(text, 'latin1')`. */
function rawBytes(raw: PickleValue | undefined): Uint8Array | null {
  if (raw instanceof Uint8Array) return raw;
  if (!isCall(raw)) return null;
  const [first] = raw.args;
  if (first instanceof Uint8Array) return first;
  if (raw.name !== '_codecs.encode' || typeof first !== 'string') return null;
  return Uint8Array.from(first, (character) => character.charCodeAt(0));
}

/** Whole numbers of a list, or of a one-dimensional integer array; null for anything else. */
export function wholeNumbers(value: PickleValue | undefined): readonly number[] | null {
  if (isSequence(value)) {
    const numbers = value.items.filter((item) => typeof item === 'number');
    return numbers.length === value.items.length ? numbers : null;
  }
  const array = pickledArray(value);
  if (array === null || array.shape.length !== 1) return null;
  const width = Number(/^[iu]([1248])$/.exec(array.code)?.[1]);
  if (!(array.bytes.length === (array.shape[0] ?? 0) * width)) return null;
  const view = viewOf(array.bytes);
  const numbers: number[] = [];
  for (let at = 0; at < array.bytes.length; at += width) {
    numbers.push(integerAt(view, at, width, !array.isBigEndian));
  }
  return numbers;
}

/** Labels are small and not negative, so the sign and the upper half of eight bytes only tell nonsense apart. */
function integerAt(view: DataView, at: number, width: number, isLittle: boolean): number {
  if (width === 1) return view.getInt8(at);
  if (width === 2) return view.getInt16(at, isLittle);
  if (width === 4) return view.getInt32(at, isLittle);
  return Number(view.getBigInt64(at, isLittle));
}

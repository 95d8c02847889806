import { decodeArray, elementBytes, type ArrayLayout, type NdArray } from './npyArray';
import { isCall, isDict, isSequence, type PickleValue } from './pickleValues';

const MAX_DIMENSIONS = 32;
const CORE = String.raw`^numpy\._?core\.`;
const RECONSTRUCT = new RegExp(`${CORE}multiarray\\._reconstruct$`);
const FROM_BUFFER = new RegExp(`${CORE}numeric\\._frombuffer$`);
const SCALAR = new RegExp(`${CORE}multiarray\\.scalar$`);

/** Text of a string, or of bytes that hold one (Python 2 knew no difference); null for anything else. */
export function textOf(value: PickleValue | undefined): string | null {
  if (typeof value === 'string') return value;
  return value instanceof Uint8Array ? new TextDecoder().decode(value) : null;
}

/**
 * Python bytes, however the pickle spells them: as such, as Python 2's text, or (protocol 2 written by Python 3) as
 * `_codecs.encode(text, 'latin1')`. Null for anything else.
 */
export function bytesOf(value: PickleValue | undefined): Uint8Array | null {
  if (value instanceof Uint8Array) return value;
  if (typeof value === 'string') return bytesOfText(value);
  if (!isCall(value)) return null;
  // How Python 3 writes b'' under protocol 2.
  if (value.name === '__builtin__.bytes' && value.args.length === 0) return new Uint8Array(0);
  const [text] = value.args;
  return value.name === '_codecs.encode' && typeof text === 'string' ? bytesOfText(text) : null;
}

/** One byte for each character; null where a character is none. */
function bytesOfText(text: string): Uint8Array | null {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0xff) return null;
    bytes[i] = code;
  }
  return bytes;
}

/** `dtype('f8', False, True)` and its state (3, '<', ...). */
function typeOf(value: PickleValue | undefined): Pick<ArrayLayout, 'code' | 'bigEndian'> | null {
  if (!isCall(value) || value.name !== 'numpy.dtype') return null;
  const code = textOf(value.args[0]);
  if (code === null) return null;
  const order = isSequence(value.state) ? textOf(value.state.items[1]) : '<';
  return { code: code.replace(/^[<>|=]/, ''), bigEndian: order === '>' || code.startsWith('>') };
}

/** `numpy.core.multiarray.scalar(dtype('f8'), bytes)`: training scripts often log accuracies so. Null for anything else. */
export function numpyScalarOf(value: PickleValue | undefined): number | null {
  if (!isCall(value) || !SCALAR.test(value.name)) return null;
  const [dtype, raw] = value.args;
  const array = described(dtype, [], false, raw);
  return array === null ? null : (decodedArray(array)?.data[0] ?? null);
}

/** An array as its pickle describes it; the bytes are neither converted nor checked against the shape. */
export interface PickledArray extends ArrayLayout {
  readonly bytes: Uint8Array;
}

/** A pickled NumPy array, by way of `_reconstruct` and its state, or of `_frombuffer` (protocol 5). Null for anything else. */
export function pickledArrayOf(value: PickleValue | undefined): PickledArray | null {
  if (!isCall(value)) return null;
  if (FROM_BUFFER.test(value.name)) {
    const [buffer, dtype, shape, order] = value.args;
    return described(dtype, sizesOf(shape), textOf(order) === 'F', buffer);
  }
  if (!RECONSTRUCT.test(value.name) || !isSequence(value.state)) return null;
  const [, shape, dtype, isFortran, raw] = value.state.items;
  return described(dtype, sizesOf(shape), isFortran === true, raw);
}

function described(
  dtype: PickleValue | undefined,
  shape: readonly number[] | null,
  fortranOrder: boolean,
  raw: PickleValue | undefined,
): PickledArray | null {
  const [type, bytes] = [typeOf(dtype), bytesOf(raw)];
  return type === null || shape === null || bytes === null ? null : { ...type, fortranOrder, shape, bytes };
}

/** The numbers of an array; null where they are Python's objects or do not fit the shape. */
export function decodedArray(array: PickledArray): NdArray | null {
  if (!KNOWN_CODE.test(array.code) || elementBytes(array) !== array.bytes.length) return null;
  return decodeArray(array, array.bytes);
}

/** A pickled NumPy array of numbers. Null for anything else, arrays of objects and damaged ones among them. */
export function numpyArrayOf(value: PickleValue | undefined): NdArray | null {
  const array = pickledArrayOf(value);
  return array === null ? null : decodedArray(array);
}

const KNOWN_CODE = /^(f[248]|i[1248]|u1|b1)$/;

/** A tuple or list of whole numbers from 0 on; null for anything else. */
export function sizesOf(value: PickleValue | undefined): number[] | null {
  if (!isSequence(value) || value.items.length > MAX_DIMENSIONS) return null;
  const sizes = value.items.filter((item): item is number => Number.isSafeInteger(item) && Number(item) >= 0);
  return sizes.length === value.items.length ? sizes : null;
}

/** A whole number, plain or NumPy's; null for anything else. */
export function integerOf(value: PickleValue | undefined): number | null {
  const number = typeof value === 'number' ? value : numpyScalarOf(value);
  return number !== null && Number.isSafeInteger(number) ? number : null;
}

/** The value of a dict under a text key. */
export function entryOf(value: PickleValue | undefined, key: string): PickleValue | undefined {
  return isDict(value) ? value.entries.get(key) : undefined;
}

import { viewOf } from './byteSource';
import { halfToNumber } from './elements';
import { isCall, isDict, isSequence, type PickleCall, type PickleValue } from './pickleValues';

/** Plain JSON. */
export type Json = null | boolean | number | string | readonly Json[];

/** A checkpoint's small facts: epoch, clean_acc, model_name, img_size. */
export type Extras = Readonly<Record<string, Json>>;

const MAX_EXTRAS = 200;
const MAX_LIST_ITEMS = 16;
const MAX_TEXT_CHARACTERS = 500;

/**
 * Scalars (and short lists of scalars) that stand beside the weights at the top level. Numbers that JSON
 * cannot hold (NaN, infinities) become null, integers beyond 2^53 their digits. Never throws.
 */
export function readExtras(root: PickleValue): Extras {
  // Object.create(null): a key `__proto__` must be a key.
  const extras = Object.create(null) as Record<string, Json>;
  if (!isDict(root)) return extras;
  let count = 0;
  for (const [key, value] of root.entries) {
    if (typeof key !== 'string' || count >= MAX_EXTRAS) continue;
    const json = jsonOf(value);
    if (json === undefined) continue;
    extras[key] = json;
    count++;
  }
  return extras;
}

function jsonOf(value: PickleValue): Json | undefined {
  if (isSequence(value)) {
    if (value.items.length > MAX_LIST_ITEMS) return undefined;
    const items = value.items.map(scalarOf);
    return items.every((item) => item !== undefined) ? items : undefined;
  }
  return scalarOf(value);
}

function scalarOf(value: PickleValue): Json | undefined {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value === 'bigint') return value.toString().slice(0, MAX_TEXT_CHARACTERS);
  if (typeof value === 'string') return value.slice(0, MAX_TEXT_CHARACTERS);
  return isCall(value) ? numpyScalarOf(value) : undefined;
}

const NUMPY_READERS: Readonly<Record<string, { bytes: number; read: (v: DataView) => number }>> = {
  f8: { bytes: 8, read: (v) => v.getFloat64(0, true) },
  f4: { bytes: 4, read: (v) => v.getFloat32(0, true) },
  f2: { bytes: 2, read: (v) => halfToNumber(v.getUint16(0, true)) },
  i8: { bytes: 8, read: (v) => v.getUint32(0, true) + v.getInt32(4, true) * 2 ** 32 },
  i4: { bytes: 4, read: (v) => v.getInt32(0, true) },
  u1: { bytes: 1, read: (v) => v.getUint8(0) },
  b1: { bytes: 1, read: (v) => v.getUint8(0) },
};

/** `numpy.core.multiarray.scalar(dtype('f8'), bytes)`: training scripts often log accuracies so. */
function numpyScalarOf(call: PickleCall): Json | undefined {
  if (!/^numpy\._?core\.multiarray\.scalar$/.test(call.name)) return undefined;
  const [dtype, raw] = call.args;
  if (!isCall(dtype) || dtype.name !== 'numpy.dtype') return undefined;
  const [code] = dtype.args;
  const bytes = bytesOf(raw);
  if (typeof code !== 'string' || bytes === null) return undefined;
  const reader = Object.hasOwn(NUMPY_READERS, code) ? NUMPY_READERS[code] : undefined;
  if (reader === undefined || bytes.length !== reader.bytes) return undefined;
  const number = reader.read(viewOf(bytes));
  return Number.isFinite(number) ? number : null;
}

/** Python 3 bytes; under protocol 2 they are written as `_codecs.encode(text, 'latin1')`. */
function bytesOf(value: PickleValue | undefined): Uint8Array | null {
  if (value instanceof Uint8Array) return value;
  if (!isCall(value) || value.name !== '_codecs.encode') return null;
  const [text] = value.args;
  if (typeof text !== 'string' || text.length > 16) return null;
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

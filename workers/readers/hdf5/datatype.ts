import { damaged } from '../damage';
import type { ElementType } from '../elements';
import type { Cursor } from './cursor';
import { unread } from './unread';

/** What one element is. */
export type Datatype =
  | {
      readonly kind: 'number';
      readonly bytes: number;
      readonly bigEndian: boolean;
      /** Unsigned integers of 2, 4 and 8 bytes go under the next signed type that holds them. */
      readonly dtype: ElementType;
      readonly signed: boolean;
    }
  /** Text of a fixed length, padded with zeros or spaces. */
  | { readonly kind: 'text'; readonly bytes: number }
  /** Text anywhere in a heap. */
  | { readonly kind: 'heap-text'; readonly bytes: number };

const FIXED_POINT = 0;
const FLOATING_POINT = 1;
const STRING = 3;
const ENUMERATION = 8;
const VARIABLE_LENGTH = 9;
const MOST_TEXT_BYTES = 2 ** 24;

const SIGNED: ReadonlyMap<number, ElementType> = new Map<number, ElementType>([
  [1, 'int8'],
  [2, 'int16'],
  [4, 'int32'],
  [8, 'int64'],
]);
const UNSIGNED: ReadonlyMap<number, ElementType> = new Map<number, ElementType>([
  [1, 'uint8'],
  [2, 'int32'],
  [4, 'int64'],
  [8, 'int64'],
]);

/** Reads a datatype message (HDF5 file format specification, IV.A.2.d). */
export function readDatatype(cursor: Cursor): Datatype {
  const type = cursor.u8() & 0x0f;
  const bits = cursor.u8();
  cursor.skip(2);
  const bytes = cursor.u32();
  const bigEndian = (bits & 1) === 1;
  switch (type) {
    case FIXED_POINT: {
      const signed = (bits & 8) !== 0;
      const dtype = (signed ? SIGNED : UNSIGNED).get(bytes);
      if (dtype === undefined) throw unread(`integers of ${bytes} bytes`);
      return { kind: 'number', bytes, bigEndian, dtype, signed };
    }
    case FLOATING_POINT: {
      cursor.skip(5);
      const dtype = floatType(bytes, cursor.u8());
      return { kind: 'number', bytes, bigEndian, dtype, signed: true };
    }
    case STRING:
      if (bytes < 1 || bytes > MOST_TEXT_BYTES) throw damaged('a text in it has an impossible length');
      return { kind: 'text', bytes };
    case ENUMERATION:
      // Truth values; the type of the numbers stands behind.
      return readDatatype(cursor);
    case VARIABLE_LENGTH:
      if ((bits & 0x0f) !== 1) throw unread('lists of varying length');
      return { kind: 'heap-text', bytes };
    default:
      throw unread('compound data types');
  }
}

function floatType(bytes: number, exponentBits: number): ElementType {
  if (bytes === 4 && exponentBits === 8) return 'float32';
  if (bytes === 8 && exponentBits === 11) return 'float64';
  if (bytes === 2 && exponentBits === 5) return 'float16';
  if (bytes === 2 && exponentBits === 8) return 'bfloat16';
  throw unread(`floating point numbers of ${bytes} bytes`);
}

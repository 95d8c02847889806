import { damaged } from '../damage';
import { elementCount } from '../elements';
import { Cursor, type Hdf5Context } from './cursor';
import { readDataspace } from './dataspace';
import { type Datatype, readDatatype } from './datatype';
import { type HeapCache, readHeapText } from './globalHeap';
import { decodeNumbers } from './numbers';

/** What an attribute says: one text or number, or a list of them. */
export type Hdf5Value = string | number | readonly string[] | readonly number[];

/** An attribute whose value has not been looked up yet. */
export interface AttributePlace {
  readonly name: string;
  readonly type: Datatype;
  /** [] for a single value. */
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

/** Text as HDF5 keeps it: UTF-8, padded with zeros. */
export function textOf(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
}

/** Takes an attribute message apart (HDF5 file format specification, IV.A.2.m). */
export function parseAttribute(file: Hdf5Context, message: Uint8Array): AttributePlace {
  const cursor = new Cursor(message, file.widths);
  const version = cursor.u8();
  if (version < 1 || version > 3) throw damaged('an attribute in it is of no known version');
  cursor.skip(1);
  const [nameBytes, typeBytes, spaceBytes] = [cursor.u16(), cursor.u16(), cursor.u16()];
  if (version === 3) cursor.skip(1);
  const part = (bytes: number): Cursor => {
    const taken = cursor.take(bytes);
    // Version 1 pads each part to a multiple of 8.
    if (version === 1) cursor.skip(Math.min(cursor.left, -bytes & 7));
    return new Cursor(taken, file.widths);
  };
  const name = textOf(part(nameBytes).bytes);
  const type = readDatatype(part(typeBytes));
  const shape = readDataspace(part(spaceBytes)) ?? [0];
  return { name, type, shape, data: cursor.take(elementCount(shape) * type.bytes) };
}

/** The value of an attribute. */
export async function readAttribute(
  file: Hdf5Context,
  heap: HeapCache,
  { type, shape, data }: AttributePlace,
): Promise<Hdf5Value> {
  if (type.kind === 'number') {
    const numbers = [...decodeNumbers(data, type)];
    return shape.length === 0 ? (numbers[0] ?? 0) : numbers;
  }
  const texts: string[] = [];
  for (let at = 0; at < data.length; at += type.bytes) {
    const element = data.subarray(at, at + type.bytes);
    const bytes =
      type.kind === 'text' ? element : await readHeapText(file, heap, new Cursor(element, file.widths));
    texts.push(textOf(bytes).trimEnd());
  }
  return shape.length === 0 ? (texts[0] ?? '') : texts;
}

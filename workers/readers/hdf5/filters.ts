import { damaged } from '../damage';
import { inflateZlib } from '../inflate';
import type { Cursor } from './cursor';
import { unread } from './unread';

/** One step that the writer applied to each chunk. */
interface Filter {
  readonly id: number;
  /** Its parameters; the first is the element size of `shuffle`. */
  readonly values: readonly number[];
}
export type Filters = readonly Filter[];

const DEFLATE = 1;
const SHUFFLE = 2;
const FLETCHER32 = 3;
const CHECKSUM_BYTES = 4;
const MOST_FILTERS = 32;
const MOST_VALUES = 32;

/** Reads a filter pipeline message, versions 1 and 2 (HDF5 file format specification, IV.A.2.l). */
export function readFilters(cursor: Cursor): Filters {
  const version = cursor.u8();
  const count = cursor.u8();
  if (version < 1 || version > 2 || count > MOST_FILTERS) throw damaged('its packing is described wrongly');
  if (version === 1) cursor.skip(6);
  return Array.from({ length: count }, () => {
    const id = cursor.u16();
    const nameBytes = version === 1 || id >= 256 ? cursor.u16() : 0;
    cursor.skip(2);
    const valueCount = cursor.u16();
    if (valueCount > MOST_VALUES) throw damaged('its packing is described wrongly');
    cursor.skip(version === 1 ? (nameBytes + 7) & ~7 : nameBytes);
    const values = Array.from({ length: valueCount }, () => cursor.u32());
    if (version === 1 && valueCount % 2 === 1) cursor.skip(4);
    if (id !== DEFLATE && id !== SHUFFLE && id !== FLETCHER32) throw unread(`packing method ${id}`);
    return { id, values };
  });
}

/**
 * The `bytes` bytes of a chunk as they were before the filters; bit i of `mask` says that filter i was left out. The
 * checksum of `fletcher32` is dropped, not compared: deflate has one of its own.
 */
export function undoFilters(packed: Uint8Array, filters: Filters, mask: number, bytes: number): Uint8Array {
  let data = packed;
  for (let i = filters.length - 1; i >= 0; i--) {
    const filter = filters[i];
    if (filter === undefined || ((mask >>> i) & 1) === 1) continue;
    if (filter.id === FLETCHER32) data = data.subarray(0, Math.max(0, data.length - CHECKSUM_BYTES));
    if (filter.id === SHUFFLE) data = unshuffle(data, filter.values[0] ?? 1);
    // A checksum that was taken before packing lies inside.
    if (filter.id === DEFLATE) data = inflateZlib(data, bytes + CHECKSUM_BYTES);
  }
  if (data.length !== bytes) throw damaged('a piece of it has the wrong length');
  return data;
}

/** First bytes of all elements, then all second bytes, ... back into elements. */
function unshuffle(data: Uint8Array, width: number): Uint8Array {
  if (width <= 1) return data;
  const count = Math.floor(data.length / width);
  const out = data.slice();
  for (let byte = 0; byte < width && count > 0; byte++) {
    for (let i = 0; i < count; i++) out[i * width + byte] = data[byte * count + i] ?? 0;
  }
  return out;
}

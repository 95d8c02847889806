import { damaged } from '../damage';
import { cursorAt, type Hdf5Context, type Cursor } from './cursor';

/** A configuration of 10 MB would be a network of 50,000 layers. */
const MOST_TEXT_BYTES = 32 * 2 ** 20;

/** Collections of the heap that were read, by address; one reading of a file shares them. */
export type HeapCache = Map<number, ReadonlyMap<number, Uint8Array>>;

/** The text that a variable-length element (length, collection, index) points to. */
export async function readHeapText(
  file: Hdf5Context,
  cache: HeapCache,
  element: Cursor,
): Promise<Uint8Array> {
  const bytes = element.u32();
  const collection = element.address();
  const index = element.u32();
  if (bytes === 0 || collection === null || collection === 0) return new Uint8Array(0);
  const objects = cache.get(collection) ?? (await readCollection(file, collection));
  cache.set(collection, objects);
  const text = objects.get(index);
  if (text === undefined || text.length < bytes) throw damaged('a text in it is missing');
  return text.subarray(0, bytes);
}

async function readCollection(file: Hdf5Context, address: number): Promise<ReadonlyMap<number, Uint8Array>> {
  const prefix = 8 + file.widths.length;
  const head = await cursorAt(file, address, prefix);
  head.expect('GCOL');
  head.skip(4);
  const bytes = head.length();
  if (bytes < prefix || bytes > MOST_TEXT_BYTES) throw damaged('its texts have an impossible size');
  const heap = await cursorAt(file, address, bytes);
  heap.skip(prefix);
  const objects = new Map<number, Uint8Array>();
  while (heap.left >= prefix) {
    const index = heap.u16();
    heap.skip(6);
    const size = heap.length();
    // Index 0 is the free rest.
    if (index === 0) break;
    objects.set(index, heap.take(size));
    heap.skip(Math.min(heap.left, -size & 7));
  }
  return objects;
}

/**
 * Links and attributes of objects that have many of them: records in a fractal heap, found through a B-tree of version 2
 * (HDF5 file format specification, III.A.2 and III.G).
 */
import { damaged } from '../damage';
import { type Cursor, cursorAt, cursorNear, type Hdf5Context } from './cursor';
import { unread } from './unread';

const MOST_RECORDS = 100_000;
const MOST_LEVELS = 8;
const MOST_NODE_BYTES = 2 ** 20;
const LINK_NAMES = 5;
const ATTRIBUTE_NAMES = 8;
const HASH_BYTES = 4;

/** The messages behind an index, each as it would stand in an object header. */
export async function readDenseRecords(
  file: Hdf5Context,
  heapAddress: number,
  indexAddress: number,
): Promise<readonly Uint8Array[]> {
  const heap = await openHeap(file, heapAddress);
  const ids = await readIndex(file, indexAddress, heap.idBytes);
  const records: Uint8Array[] = [];
  for (const id of ids) records.push(await heap.read(id));
  return records;
}

/** Bytes that hold numbers up to `most`. */
function bytesFor(most: number): number {
  let bytes = 1;
  while (most >= 256 ** bytes) bytes++;
  return bytes;
}

async function readIndex(file: Hdf5Context, address: number, idBytes: number): Promise<readonly Cursor[]> {
  const head = await cursorNear(file, address, 64);
  head.expect('BTHD');
  head.skip(1);
  const type = head.u8();
  if (type !== LINK_NAMES && type !== ATTRIBUTE_NAMES) throw damaged('a table of it is of the wrong kind');
  const nodeBytes = head.u32();
  const recordBytes = head.u16();
  const depth = head.u16();
  head.skip(2);
  const root = head.address();
  const rootRecords = head.u16();
  const idAt = type === LINK_NAMES ? HASH_BYTES : 0;
  if (recordBytes < idAt + idBytes || depth > MOST_LEVELS || nodeBytes > MOST_NODE_BYTES) {
    throw damaged('a table of it states impossible sizes');
  }
  if (root === null) return [];
  const shape = { type, nodeBytes, recordBytes, idAt, idBytes };
  const found: Cursor[] = [];
  await readTreeNode(file, shape, { address: root, records: rootRecords, depth }, found);
  return found;
}

interface TreeShape {
  readonly type: number;
  readonly nodeBytes: number;
  readonly recordBytes: number;
  readonly idAt: number;
  readonly idBytes: number;
}

/** Most records of a node at each depth, and of everything below it: they fix how wide the counts in a node are. */
function capacities(file: Hdf5Context, { nodeBytes, recordBytes }: TreeShape, depth: number) {
  const leaf = Math.floor((nodeBytes - 10) / recordBytes);
  const levels = [{ most: leaf, total: leaf, totalBytes: 0 }];
  for (let level = 1; level <= depth; level++) {
    const below = levels[level - 1] ?? { most: leaf, total: leaf, totalBytes: 0 };
    const pointer = file.widths.address + bytesFor(leaf) + below.totalBytes;
    const most = Math.floor((nodeBytes - 10 - pointer) / (recordBytes + pointer));
    const total = (most + 1) * below.total + most;
    levels.push({ most, total, totalBytes: bytesFor(total) });
  }
  return { countBytes: bytesFor(leaf), levels };
}

async function readTreeNode(
  file: Hdf5Context,
  shape: TreeShape,
  node: { readonly address: number; readonly records: number; readonly depth: number },
  found: Cursor[],
): Promise<void> {
  const cursor = await cursorNear(file, node.address, shape.nodeBytes);
  cursor.expect(node.depth === 0 ? 'BTLF' : 'BTIN');
  cursor.skip(2);
  for (let i = 0; i < node.records; i++) {
    if (found.length >= MOST_RECORDS) throw damaged('a table of it has too many entries');
    const start = cursor.at + shape.idAt;
    cursor.skip(shape.recordBytes);
    found.push(await cursorAt(file, node.address + start, shape.idBytes));
  }
  if (node.depth === 0) return;
  const { countBytes, levels } = capacities(file, shape, node.depth);
  const totalBytes = levels[node.depth - 1]?.totalBytes ?? 0;
  for (let i = 0; i <= node.records; i++) {
    const address = cursor.place();
    const records = cursor.uint(countBytes);
    cursor.skip(totalBytes);
    // A child without records would let a circle of nodes run for ever.
    if (records === 0) throw damaged('a table of it runs in a circle');
    await readTreeNode(file, shape, { address, records, depth: node.depth - 1 }, found);
  }
}

interface Heap {
  /** Length of a record's id. */
  readonly idBytes: number;
  read(id: Cursor): Promise<Uint8Array>;
}

/** The numbers of a heap's doubling table. */
interface HeapTable {
  readonly width: number;
  readonly startBytes: number;
  readonly mostDirectBytes: number;
  /** Width of an offset into the heap. */
  readonly offsetBytes: number;
  readonly rootAddress: number;
  /** 0: the root is a block of data. */
  readonly rootRows: number;
}

async function openHeap(file: Hdf5Context, address: number): Promise<Heap> {
  const head = await cursorNear(file, address, 256);
  const { address: addressBytes, length: lengthBytes } = file.widths;
  head.expect('FRHP');
  head.skip(1);
  const idBytes = head.u16();
  if (head.u16() !== 0) throw unread('packed heaps');
  head.skip(1);
  const mostManaged = head.u32();
  // Huge objects, free space, eight counts of what it holds.
  head.skip(2 * lengthBytes + 2 * addressBytes + 8 * lengthBytes);
  const width = head.u16();
  const startBytes = head.length();
  const mostDirectBytes = head.length();
  const offsetBytes = Math.ceil(head.u16() / 8);
  head.skip(2);
  const rootAddress = head.place();
  const rootRows = head.u16();
  if (width < 1 || startBytes < 1 || mostDirectBytes < startBytes || offsetBytes > 8) {
    throw damaged('a heap of it states impossible sizes');
  }
  const lengthOfLength = bytesFor(Math.min(mostDirectBytes, mostManaged));
  const table = { width, startBytes, mostDirectBytes, offsetBytes, rootAddress, rootRows };
  return {
    idBytes,
    async read(id) {
      if (id.u8() >> 4 !== 0) throw unread('very long attributes in a heap');
      const offset = id.uint(offsetBytes);
      const bytes = id.uint(lengthOfLength);
      const block = await blockOf(file, table, offset);
      if (offset - block.start + bytes > block.bytes) throw damaged('an entry of a heap is cut short');
      return (await cursorAt(file, block.address + offset - block.start, bytes)).bytes;
    },
  };
}

interface HeapBlock {
  readonly address: number;
  /** The first heap offset in it. */
  readonly start: number;
  readonly bytes: number;
}

/** The block of data that holds a heap offset. Offsets count the blocks' own headers. */
async function blockOf(file: Hdf5Context, table: HeapTable, offset: number): Promise<HeapBlock> {
  const { width, startBytes, mostDirectBytes, rootAddress, rootRows } = table;
  if (rootRows === 0) return { address: rootAddress, start: 0, bytes: mostDirectBytes };
  const headBytes = 5 + file.widths.address + table.offsetBytes;
  let start = 0;
  for (let row = 0; row < rootRows; row++) {
    // Rows 0 and 1 have blocks of the first size; from there on each row's are twice as long.
    const bytes = startBytes * 2 ** Math.max(0, row - 1);
    if (bytes > mostDirectBytes) break;
    if (offset < start + width * bytes) {
      const column = Math.floor((offset - start) / bytes);
      const entry = headBytes + (row * width + column) * file.widths.address;
      const root = await cursorAt(file, rootAddress, entry + file.widths.address);
      root.expect('FHIB');
      root.skip(entry - 4);
      return { address: root.place(), start: start + column * bytes, bytes };
    }
    start += width * bytes;
  }
  throw unread('heaps of several levels');
}

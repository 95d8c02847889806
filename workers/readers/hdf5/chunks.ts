import { damaged } from '../damage';
import { elementCount } from '../elements';
import { cursorAt, cursorNear, type Hdf5Context } from './cursor';
import type { Layout } from './layout';
import { unread } from './unread';

/** One stored piece of a dataset. */
export interface Chunk {
  /** Of its first element, one number an axis. */
  readonly origin: readonly number[];
  readonly address: number;
  /** As stored. */
  readonly bytes: number;
  /** Filters that were left out. */
  readonly mask: number;
}

interface ChunkedDataset {
  readonly layout: Layout & { readonly kind: 'chunked' };
  readonly shape: readonly number[];
  /** Of one chunk, unpacked. */
  readonly chunkBytes: number;
  readonly hasFilters: boolean;
}

const MOST_LEVELS = 8;
const MOST_CHUNKS = 2 ** 20;

/** The number of chunks along each axis. */
function gridOf({ layout, shape }: ChunkedDataset): readonly number[] {
  return shape.map((size, axis) => Math.ceil(size / (layout.chunk[axis] ?? 1)));
}

/** Every chunk of a dataset, each once. A chunk that was never written is `file-damaged`. */
export async function findChunks(file: Hdf5Context, dataset: ChunkedDataset): Promise<readonly Chunk[]> {
  const { layout, shape } = dataset;
  if (layout.chunk.length !== shape.length) throw damaged('a tensor in it has pieces of the wrong shape');
  const grid = gridOf(dataset);
  const count = elementCount(grid);
  if (count > MOST_CHUNKS) throw damaged('a tensor in it has too many pieces');
  if (layout.address === null) throw damaged('a part of it was never written');
  const chunks = await listChunks(file, dataset, layout.address);
  const places = new Set(chunks.map(({ origin }) => origin.join()));
  if (chunks.length !== count || places.size !== count) throw damaged('a part of it was never written');
  return chunks;
}

function listChunks(file: Hdf5Context, dataset: ChunkedDataset, address: number): Promise<readonly Chunk[]> {
  const { chunkBytes, layout } = dataset;
  const { index } = layout;
  switch (index.kind) {
    case 'single': {
      const origin = layout.chunk.map(() => 0);
      return Promise.resolve([{ origin, address, bytes: index.bytes ?? chunkBytes, mask: index.mask }]);
    }
    case 'implicit': {
      const place = (at: number): number => address + at * chunkBytes;
      return Promise.resolve(
        origins(dataset).map((origin, at) => ({ origin, address: place(at), bytes: chunkBytes, mask: 0 })),
      );
    }
    case 'fixed-array':
      return readFixedArray(file, dataset, address);
    case 'tree':
      return readTree(file, dataset, address);
    default:
      return index satisfies never;
  }
}

/** Of all chunks, row-major. */
function origins(dataset: ChunkedDataset): number[][] {
  const grid = gridOf(dataset);
  const { chunk } = dataset.layout;
  return Array.from({ length: elementCount(grid) }, (_, at) => {
    const origin = new Array<number>(grid.length).fill(0);
    let rest = at;
    for (let axis = grid.length - 1; axis >= 0; axis--) {
      const size = grid[axis] ?? 1;
      origin[axis] = (rest % size) * (chunk[axis] ?? 1);
      rest = Math.floor(rest / size);
    }
    return origin;
  });
}

/** A B-tree of version 1 whose keys are the chunks' lengths, masks and origins. */
async function readTree(file: Hdf5Context, dataset: ChunkedDataset, root: number): Promise<readonly Chunk[]> {
  const { address: addressBytes } = file.widths;
  const axes = dataset.shape.length;
  const count = elementCount(gridOf(dataset));
  const keyBytes = 8 + 8 * (axes + 1);
  const seen = new Set<number>();
  const chunks: Chunk[] = [];
  const visit = async (node: number, depth: number): Promise<void> => {
    if (seen.has(node) || depth > MOST_LEVELS) throw damaged('a table of it runs in a circle');
    seen.add(node);
    const headBytes = 8 + 2 * addressBytes;
    const head = await cursorAt(file, node, headBytes);
    head.expect('TREE');
    if (head.u8() !== 1) throw damaged('a table of it is of the wrong kind');
    const level = head.u8();
    const used = head.u16();
    const body = await cursorAt(file, node + headBytes, used * (keyBytes + addressBytes));
    for (let i = 0; i < used; i++) {
      const [bytes, mask] = [body.u32(), body.u32()];
      const origin = Array.from({ length: axes }, () => body.uint(8));
      body.skip(8);
      const child = body.place();
      if (level > 0) await visit(child, depth + 1);
      else chunks.push({ origin, address: child, bytes, mask });
      if (chunks.length > count) throw damaged('a tensor in it has too many pieces');
    }
  };
  await visit(root, 0);
  return chunks;
}

/** Addresses one behind another, with lengths and masks where there are filters. */
async function readFixedArray(
  file: Hdf5Context,
  dataset: ChunkedDataset,
  address: number,
): Promise<readonly Chunk[]> {
  const { address: addressBytes, length: lengthBytes } = file.widths;
  const head = await cursorNear(file, address, 8 + lengthBytes + addressBytes);
  head.expect('FAHD');
  head.skip(2);
  const entryBytes = head.u8();
  const pageBits = head.u8();
  const entries = head.length();
  const block = head.place();
  const places = origins(dataset);
  if (entries !== places.length) throw damaged('a tensor in it has too many pieces');
  if (entries > 2 ** pageBits) throw unread('long lists of pieces');
  const sizeBytes = dataset.hasFilters ? entryBytes - addressBytes - 4 : 0;
  if (sizeBytes < 0 || sizeBytes > 8) throw damaged('a list of pieces states impossible sizes');
  const dataHead = 6 + addressBytes;
  const data = await cursorAt(file, block, dataHead + entries * entryBytes);
  data.expect('FADB');
  data.skip(dataHead - 4);
  return places.map((origin) => {
    const place = data.place();
    return dataset.hasFilters
      ? { origin, address: place, bytes: data.uint(sizeBytes), mask: data.u32() }
      : { origin, address: place, bytes: dataset.chunkBytes, mask: 0 };
  });
}

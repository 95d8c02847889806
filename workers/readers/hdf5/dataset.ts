import { assertWithin, sliceExactly } from '../byteSource';
import { assertAtMost, damaged } from '../damage';
import { elementCount } from '../elements';
import { eachPiece, PIECE_BYTES } from '../pieces';
import { type Chunk, findChunks } from './chunks';
import { Cursor, type Hdf5Context } from './cursor';
import { readDataspace } from './dataspace';
import { type Datatype, readDatatype } from './datatype';
import { type Filters, readFilters, undoFilters } from './filters';
import { type Layout, readLayout } from './layout';
import { MESSAGE, type Message } from './messages';
import { decodeNumbers } from './numbers';

/** A dataset as its header describes it. */
export interface DatasetPlace {
  readonly shape: readonly number[];
  readonly type: Datatype;
  readonly layout: Layout;
  readonly filters: Filters;
}

/** What an object's messages say about its data; null for a group. */
export function parseDataset(file: Hdf5Context, messages: readonly Message[]): DatasetPlace | null {
  const cursor = (type: number): Cursor | null => {
    const message = messages.find((each) => each.type === type);
    return message === undefined ? null : new Cursor(message.data, file.widths);
  };
  const [space, type, layout] = [cursor(MESSAGE.dataspace), cursor(MESSAGE.datatype), cursor(MESSAGE.layout)];
  if (space === null || type === null || layout === null) return null;
  const filters = cursor(MESSAGE.filters);
  return {
    shape: readDataspace(space) ?? [0],
    type: readDatatype(type),
    layout: readLayout(layout),
    filters: filters === null ? [] : readFilters(filters),
  };
}

/** The values of a numeric dataset, row-major. Throws `file-damaged` for text. */
export async function readNumbers(file: Hdf5Context, dataset: DatasetPlace): Promise<Float32Array> {
  const { type, layout, shape } = dataset;
  if (type.kind !== 'number') throw damaged('text stands where a tensor should be');
  const count = elementCount(shape);
  if (layout.kind !== 'contiguous' || count * type.bytes <= PIECE_BYTES) {
    return decodeNumbers(await readBytes(file, dataset), type);
  }
  // A tensor of 400 MB is not held twice.
  const start = contiguousStart(layout, count * type.bytes);
  spend(file, count * type.bytes);
  const end = start + count * type.bytes;
  assertWithin(file.source, start, end);
  const out = new Float32Array(count);
  await eachPiece(file.source, start, end, (piece, offset) =>
    out.set(decodeNumbers(piece, type), offset / type.bytes),
  );
  return out;
}

function contiguousStart(layout: Layout & { readonly kind: 'contiguous' }, bytes: number): number {
  if (layout.address === null) throw damaged('a part of it was never written');
  if (layout.bytes < bytes) throw damaged('a tensor in it is cut short');
  return layout.address;
}

/** The bytes of all elements, row-major. Memory is taken from the file's budget before any is used. */
async function readBytes(file: Hdf5Context, dataset: DatasetPlace): Promise<Uint8Array> {
  const { shape, type, layout } = dataset;
  const bytes = elementCount(shape) * type.bytes;
  if (bytes === 0) return new Uint8Array(0);
  spend(file, bytes);
  switch (layout.kind) {
    case 'compact':
      if (layout.data.length < bytes) throw damaged('a tensor in it is cut short');
      return layout.data.subarray(0, bytes);
    case 'contiguous': {
      const start = contiguousStart(layout, bytes);
      return sliceExactly(file.source, start, start + bytes);
    }
    case 'chunked':
      return readChunked(file, dataset, layout, bytes);
    default:
      return layout satisfies never;
  }
}

function spend(file: Hdf5Context, bytes: number): void {
  assertAtMost('bytes of weights', bytes, file.budget.bytes);
  file.budget.bytes -= bytes;
}

async function readChunked(
  file: Hdf5Context,
  { shape, type, filters }: DatasetPlace,
  layout: Layout & { readonly kind: 'chunked' },
  bytes: number,
): Promise<Uint8Array> {
  const chunkBytes = elementCount(layout.chunk) * type.bytes;
  const dataset = { layout, shape, chunkBytes, hasFilters: filters.length > 0 };
  const chunks = await findChunks(file, dataset);
  // Chunks at the rim are stored whole: they may be much larger than what they hold.
  spend(file, chunks.length * chunkBytes);
  const out = new Uint8Array(bytes);
  for (const chunk of chunks) {
    const packed = await sliceExactly(file.source, chunk.address, chunk.address + chunk.bytes);
    const data = undoFilters(packed, filters, chunk.mask, chunkBytes);
    place({ out, shape, width: type.bytes }, data, layout.chunk, chunk);
  }
  return out;
}

interface Target {
  readonly out: Uint8Array;
  readonly shape: readonly number[];
  /** Bytes of an element. */
  readonly width: number;
}

/** Copies a chunk to its place, row by row along the last axis; what lies outside the shape is left out. */
function place({ out, shape, width }: Target, data: Uint8Array, size: readonly number[], chunk: Chunk): void {
  const { origin } = chunk;
  const last = shape.length - 1;
  const inside = size.map((length, axis) => Math.min(length, (shape[axis] ?? 0) - (origin[axis] ?? 0)));
  if (inside.some((length) => length <= 0)) throw damaged('a piece of it lies outside its tensor');
  const rowBytes = (inside[last] ?? 0) * width;
  const rows = elementCount(inside.slice(0, last));
  const index = new Array<number>(last).fill(0);
  for (let row = 0; row < rows; row++) {
    let from = 0;
    let to = 0;
    for (let axis = 0; axis < last; axis++) {
      from = from * (size[axis] ?? 1) + (index[axis] ?? 0);
      to = to * (shape[axis] ?? 1) + (origin[axis] ?? 0) + (index[axis] ?? 0);
    }
    from = from * (size[last] ?? 1) * width;
    to = (to * (shape[last] ?? 1) + (origin[last] ?? 0)) * width;
    out.set(data.subarray(from, from + rowBytes), to);
    for (let axis = last - 1; axis >= 0; axis--) {
      index[axis] = (index[axis] ?? 0) + 1;
      if ((index[axis] ?? 0) < (inside[axis] ?? 0)) break;
      index[axis] = 0;
    }
  }
}

import { damaged } from '../damage';
import type { Cursor } from './cursor';
import { unread } from './unread';

/** How the chunks of a dataset are found. */
type ChunkIndex =
  /** The one chunk; `bytes` as stored, null where no filter changes its length. */
  | { readonly kind: 'single'; readonly bytes: number | null; readonly mask: number }
  | { readonly kind: 'implicit' | 'fixed-array' | 'tree' };

/** Where a dataset's bytes are. */
export type Layout =
  | { readonly kind: 'compact'; readonly data: Uint8Array }
  | { readonly kind: 'contiguous'; readonly address: number | null; readonly bytes: number }
  | {
      readonly kind: 'chunked';
      readonly address: number | null;
      /** In elements, one number an axis. */
      readonly chunk: readonly number[];
      readonly index: ChunkIndex;
    };

/** Reads a layout message, versions 3 and 4 (HDF5 file format specification, IV.A.2.i). */
export function readLayout(cursor: Cursor): Layout {
  const version = cursor.u8();
  if (version !== 3 && version !== 4) throw unread(`data layout version ${version}`);
  const kind = cursor.u8();
  switch (kind) {
    case 0:
      return { kind: 'compact', data: cursor.take(cursor.u16()) };
    case 1:
      return { kind: 'contiguous', address: cursor.address(), bytes: cursor.length() };
    case 2:
      return version === 3 ? readChunked3(cursor) : readChunked4(cursor);
    default:
      throw unread('virtual datasets');
  }
}

/** The last "axis" is the element's size. */
function chunkOf(sizes: readonly number[]): readonly number[] {
  const chunk = sizes.slice(0, -1);
  if (chunk.length === 0 || chunk.some((size) => size < 1)) throw damaged('a tensor in it has empty pieces');
  return chunk;
}

function readChunked3(cursor: Cursor): Layout {
  const axes = cursor.u8();
  const address = cursor.address();
  const chunk = chunkOf(Array.from({ length: axes }, () => cursor.u32()));
  return { kind: 'chunked', address, chunk, index: { kind: 'tree' } };
}

const INDEX_KINDS = { single: 1, implicit: 2, fixedArray: 3 } as const;
const FILTERED_SINGLE = 0x02;

function readChunked4(cursor: Cursor): Layout {
  const flags = cursor.u8();
  const axes = cursor.u8();
  const width = cursor.u8();
  if (width < 1 || width > 8) throw damaged('a tensor in it has pieces of an impossible size');
  const chunk = chunkOf(Array.from({ length: axes }, () => cursor.uint(width)));
  const index = readIndexKind(cursor, flags);
  return { kind: 'chunked', address: cursor.address(), chunk, index };
}

function readIndexKind(cursor: Cursor, flags: number): ChunkIndex {
  switch (cursor.u8()) {
    case INDEX_KINDS.single: {
      const isFiltered = (flags & FILTERED_SINGLE) !== 0;
      return isFiltered
        ? { kind: 'single', bytes: cursor.length(), mask: cursor.u32() }
        : { kind: 'single', bytes: null, mask: 0 };
    }
    case INDEX_KINDS.implicit:
      return { kind: 'implicit' };
    case INDEX_KINDS.fixedArray:
      cursor.skip(1);
      return { kind: 'fixed-array' };
    default:
      throw unread('datasets that can grow');
  }
}

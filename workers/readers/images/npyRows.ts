/** The values of a .npy array, a few rows of its first axis at a time, so that large arrays are never held as numbers. */
import type { ByteSource } from '../byteSource';
import { sliceExactly } from '../byteSource';
import { assertAtMost, CUT_SHORT, damaged } from '../damage';
import { decodeElements, ELEMENT_BYTES, elementCount, type ElementType } from '../elements';
import { readNpy } from '../npy';
import { npyTypeOf } from '../npyArray';
import { parseNpyHeader, type NpyHeader } from '../npyHeader';

/** An opened array. */
export interface NpyRows {
  readonly name: string;
  readonly shape: readonly number[];
  readonly type: ElementType;
  /** Number of values in one row: all axes but the first. */
  readonly rowValues: number;
  /** Values of the rows `from` (inclusive) to `to` (exclusive), row-major. */
  read(from: number, to: number): Promise<ArrayLike<number>>;
}

/** Headers have about 128 bytes; one of 64 kB would be refused. */
const HEAD_BYTES = 70_000;
/** Arrays that have to be turned around are held whole, as bytes and as numbers. */
const MAX_TURNED_BYTES = 2 ** 29;

/**
 * Opens an array; only its header is read now.
 * @throws FaultError `file-damaged`; `file-unknown` for types that no picture or label has
 */
export async function openNpyRows(source: ByteSource): Promise<NpyRows> {
  const header = parseNpyHeader(await source.slice(0, Math.min(HEAD_BYTES, source.size)));
  const type = npyTypeOf(header.code);
  const [rows = 1, ...rest] = header.shape;
  const rowValues = elementCount(rest);
  // Checked before anything is allocated: the shape may lie.
  const end = header.dataOffset + rows * rowValues * ELEMENT_BYTES[type];
  if (!(end <= source.size)) throw damaged(CUT_SHORT);
  const read = isPlain(header)
    ? plainRows(source, header, type, rowValues)
    : await turnedRows(source, rowValues);
  return { name: source.name, shape: header.shape, type, rowValues, read };
}

function isPlain({ bigEndian, fortranOrder }: NpyHeader): boolean {
  return !bigEndian && !fortranOrder;
}

function plainRows(
  source: ByteSource,
  header: NpyHeader,
  type: ElementType,
  rowValues: number,
): NpyRows['read'] {
  const rowBytes = rowValues * ELEMENT_BYTES[type];
  return async (from, to) => {
    const start = header.dataOffset;
    const bytes = await sliceExactly(source, start + from * rowBytes, start + to * rowBytes);
    return type === 'uint8' ? bytes : decodeElements(bytes, type);
  };
}

/** Big-endian or Fortran-ordered: read whole, once. */
async function turnedRows(source: ByteSource, rowValues: number): Promise<NpyRows['read']> {
  assertAtMost('bytes', source.size, MAX_TURNED_BYTES);
  const { data } = readNpy(await source.slice(0, source.size));
  return (from, to) => Promise.resolve(data.subarray(from * rowValues, to * rowValues));
}

/** Some rows of an array, `from` (inclusive) to `to` (exclusive). */
interface RowPiece {
  readonly from: number;
  readonly to: number;
  readonly values: ArrayLike<number>;
}

const PIECE_VALUES = 2 ** 20;
const PIECE_ROWS = 256;

/** All rows, 256 at a time or as many as have about a million values. */
export async function* piecesOf(array: NpyRows): AsyncGenerator<RowPiece> {
  const rows = array.shape[0] ?? 1;
  const fitting = Math.floor(PIECE_VALUES / Math.max(1, array.rowValues));
  const step = array.rowValues === 1 ? PIECE_VALUES : Math.min(PIECE_ROWS, Math.max(1, fitting));
  for (let from = 0; from < rows; from += step) {
    const to = Math.min(rows, from + step);
    yield { from, to, values: await array.read(from, to) };
  }
}

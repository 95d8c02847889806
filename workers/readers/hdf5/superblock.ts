import { type ByteSource, sliceExactly } from '../byteSource';
import { damaged } from '../damage';
import { startsWith } from '../magic';
import { Cursor, type Widths } from './cursor';
import { unread } from './unread';

const SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];
/** The longest superblock: version 1 with 8-byte addresses. */
const MOST_BYTES = 104;

/** Where everything starts. */
interface Superblock {
  readonly widths: Widths;
  /** Addresses count from here. */
  readonly base: number;
  /** Address of the root group's object header. */
  readonly root: number;
}

/** Whether a file's first bytes are those of an HDF5 file. */
export function looksLikeHdf5(head: Uint8Array): boolean {
  return startsWith(head, SIGNATURE);
}

/**
 * Reads the superblock, versions 0 to 3 (HDF5 file format specification, II.A). A block of the user's own in front of it
 * is not looked for: no writer of networks makes one.
 */
export async function readSuperblock(source: ByteSource): Promise<Superblock> {
  const bytes = await sliceExactly(source, 0, Math.min(source.size, MOST_BYTES));
  if (!looksLikeHdf5(bytes)) throw damaged('it does not start like an HDF5 file');
  const head = new Cursor(bytes, { address: 8, length: 8 }, SIGNATURE.length);
  const version = head.u8();
  if (version > 3) throw unread(`superblock version ${version}`);
  const isOld = version < 2;
  if (isOld) head.skip(4);
  const widths = { address: head.u8(), length: head.u8() };
  if (![widths.address, widths.length].every((width) => width === 4 || width === 8)) {
    throw damaged('its addresses have an impossible width');
  }
  const rest = new Cursor(bytes, widths, head.at);
  // Versions 0 and 1: a reserved byte, two ranks of trees, flags; version 1 one rank more.
  rest.skip(isOld ? 1 + 2 + 2 + 4 + (version === 1 ? 4 : 0) : 1);
  const base = rest.place();
  rest.address();
  rest.address();
  if (isOld) {
    rest.address();
    // The root group stands in a symbol table entry: first the offset of its name.
    rest.length();
  }
  return { widths, base, root: rest.place() };
}

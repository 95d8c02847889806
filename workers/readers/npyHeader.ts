import { viewOf } from './byteSource';
import { CUT_SHORT, damaged } from './damage';
import { startsWith } from './magic';

/** What the header of a .npy file says. */
export interface NpyHeader {
  /** Type code without byte order: f4, i8, u1, b1; O for Python objects. */
  readonly code: string;
  readonly bigEndian: boolean;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  /** Where the elements begin, bytes. */
  readonly dataOffset: number;
}

const MAX_HEADER_BYTES = 65_536;
const MAX_DIMENSIONS = 32;

/** True when the bytes start with the .npy magic. */
export function hasNpyMagic(head: Uint8Array): boolean {
  return startsWith(head, [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]);
}

/**
 * Parses the header: magic, version, length and a Python dict literal with exactly the keys `descr`,
 * `fortran_order` and `shape` (numpy/lib/format.py, versions 1 to 3).
 * @throws FaultError `file-damaged`
 */
export function parseNpyHeader(bytes: Uint8Array): NpyHeader {
  if (!hasNpyMagic(bytes)) throw damaged('it is not a .npy array');
  if (bytes.length < 12) throw damaged(CUT_SHORT);
  const isFirstVersion = bytes[6] === 1;
  const start = isFirstVersion ? 10 : 12;
  const length = isFirstVersion ? viewOf(bytes).getUint16(8, true) : viewOf(bytes).getUint32(8, true);
  if (length > MAX_HEADER_BYTES) throw damaged('its header is too long');
  if (start + length > bytes.length) throw damaged(CUT_SHORT);
  const text = new TextDecoder().decode(bytes.subarray(start, start + length));
  return { ...parseLiteral(text), dataOffset: start + length };
}

function parseLiteral(text: string): Omit<NpyHeader, 'dataOffset'> {
  const type = /'descr'\s*:\s*'([<>|=]?)([a-zA-Z]\d*)'/.exec(text);
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(text);
  const shape = /'shape'\s*:\s*\(([\d\s,]*)\)/.exec(text);
  if (type === null || order === null || shape === null) throw damaged('its header cannot be read');
  const sizes = (shape[1] ?? '').split(',').filter((part) => part.trim() !== '');
  if (sizes.length > MAX_DIMENSIONS) throw damaged('its shape is impossible');
  return {
    code: type[2] ?? '',
    bigEndian: type[1] === '>',
    fortranOrder: order[1] === 'True',
    shape: sizes.map(Number),
  };
}

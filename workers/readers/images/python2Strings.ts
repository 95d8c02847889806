/**
 * Python 2 had one type for text and bytes, and its pickles hold the pixels of CIFAR as "text". This turns such
 * strings into bytes by renaming their opcodes in place: BINSTRING and BINBYTES are laid out alike, and so are their
 * short forms. Nothing else of the pickle changes; opcodes and their arguments are those of CPython's pickletools.
 */
import { viewOf } from '../byteSource';

const STOP = 0x2e;
const RENAMED: ReadonlyMap<number, number> = new Map([
  [0x54, 0x42], // BINSTRING -> BINBYTES
  [0x55, 0x43], // SHORT_BINSTRING -> SHORT_BINBYTES
]);

/** Opcodes by what follows them; all others stand alone. */
const FIXED: Readonly<Record<1 | 2 | 4 | 8, readonly number[]>> = {
  1: [0x4b, 0x68, 0x71, 0x80, 0x82],
  2: [0x4d, 0x83],
  4: [0x4a, 0x6a, 0x72, 0x84],
  8: [0x47, 0x95],
};
const COUNTED: Readonly<Record<1 | 4 | 8, readonly number[]>> = {
  1: [0x55, 0x43, 0x8c, 0x8a],
  4: [0x54, 0x42, 0x58, 0x8b],
  8: [0x8d, 0x8e, 0x96],
};
const ONE_LINE = [0x49, 0x4c, 0x46, 0x53, 0x56, 0x67, 0x70, 0x50];
const TWO_LINES = [0x63, 0x69];

type Width = 1 | 2 | 4 | 8;
const WIDTH: ReadonlyMap<number, Width> = new Map([...entriesOf(FIXED), ...entriesOf(COUNTED)]);
const IS_COUNTED: ReadonlySet<number> = new Set(Object.values(COUNTED).flat());

function entriesOf(table: Partial<Record<Width, readonly number[]>>): [number, Width][] {
  const widths: readonly Width[] = [1, 2, 4, 8];
  return widths.flatMap((width) => (table[width] ?? []).map((opcode): [number, Width] => [opcode, width]));
}

/** Marks all Python 2 strings of one pickle as bytes, in place. Stops where the pickle ends or makes no sense: its reader will say so. */
export function markStringsAsBytes(pickle: Uint8Array): void {
  const view = viewOf(pickle);
  for (let at = 0; at < pickle.length && pickle[at] !== STOP;) {
    const opcode = pickle[at] ?? STOP;
    const renamed = RENAMED.get(opcode);
    if (renamed !== undefined) pickle[at] = renamed;
    at = endOfArgument(pickle, view, opcode, at + 1);
  }
}

function endOfArgument(pickle: Uint8Array, view: DataView, opcode: number, at: number): number {
  const width = WIDTH.get(opcode);
  if (width === undefined) {
    const lines = TWO_LINES.includes(opcode) ? 2 : ONE_LINE.includes(opcode) ? 1 : 0;
    return endOfLines(pickle, at, lines);
  }
  const end = at + width;
  return IS_COUNTED.has(opcode) && end <= pickle.length ? end + countAt(view, at, width) : end;
}

/** A little-endian count; the upper half of eight bytes would be more than a file can hold. */
function countAt(view: DataView, at: number, width: Width): number {
  if (width === 1) return view.getUint8(at);
  const low = view.getUint32(at, true);
  return width === 8 ? low + view.getUint32(at + 4, true) * 2 ** 32 : low;
}

function endOfLines(pickle: Uint8Array, from: number, lines: number): number {
  let at = from;
  for (let left = lines; left > 0; left--) {
    const newline = pickle.indexOf(10, at);
    if (newline < 0) return pickle.length;
    at = newline + 1;
  }
  return at;
}

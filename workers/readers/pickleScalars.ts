import { damaged } from './damage';
import type { PickleMachine } from './pickleMachine';

type Step = (m: PickleMachine) => void;

/** Python's int has no bound; a storage size has. 1,024 bytes is far beyond the 10 of torch's magic number. */
const MAX_INTEGER_BYTES = 1_024;

/** Two's complement little-endian bytes of any length: a number while that is exact, else a bigint. */
export function integerFrom(bytes: Uint8Array): number | bigint {
  if (bytes.length === 0) return 0;
  // Through hexadecimal digits, which takes linear time; shifting byte by byte would take quadratic.
  let digits = '';
  for (let i = bytes.length - 1; i >= 0; i--) digits += (bytes[i] ?? 0).toString(16).padStart(2, '0');
  let value = BigInt(`0x${digits}`);
  if (((bytes.at(-1) ?? 0) & 0x80) !== 0) value -= 1n << BigInt(8 * bytes.length);
  return narrowed(value);
}

function narrowed(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function integerOfText(text: string): number | bigint {
  const digits = text.trim().replace(/L$/, '');
  if (!/^[+-]?\d{1,2000}$/.test(digits)) throw damaged('a number in it is malformed');
  return narrowed(BigInt(digits.replace(/^\+/, '')));
}

function longInteger(m: PickleMachine, length: number): void {
  if (length > MAX_INTEGER_BYTES) throw damaged('a number in it is malformed');
  m.spend(length);
  m.push(integerFrom(m.take(length)));
}

/** INT doubles as protocol 0's boolean: `I00` and `I01`. */
function textInteger(m: PickleMachine): void {
  const text = m.line();
  m.push(text === '00' ? false : text === '01' ? true : integerOfText(text));
}

function textFloat(m: PickleMachine): void {
  const text = m.line().trim();
  const value = /^[+-]?inf$/.test(text) ? Infinity * (text.startsWith('-') ? -1 : 1) : Number(text);
  if (Number.isNaN(value) && text !== 'nan') throw damaged('a number in it is malformed');
  m.push(value);
}

/** Protocol 0 strings are Python literals; the quotes go, escapes stay as they are. */
function textString(m: PickleMachine): void {
  m.push(m.line().replace(/^(['"])(.*)\1$/s, '$2'));
}

/** Protocol 0 writes what is not Latin-1 as \uXXXX or \UXXXXXXXX ("raw-unicode-escape"). */
function rawUnicode(text: string): string {
  return text.replace(/\\u[0-9a-fA-F]{4}|\\U[0-9a-fA-F]{8}/g, (escape) => {
    const code = parseInt(escape.slice(2), 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
  });
}

/** Opcodes that push one number, string or bytes object. Source: CPython Lib/pickletools.py. */
export const SCALAR_STEPS: ReadonlyMap<number, Step> = new Map<number, Step>([
  [0x4e, (m) => m.push(null)], // NONE
  [0x88, (m) => m.push(true)], // NEWTRUE
  [0x89, (m) => m.push(false)], // NEWFALSE
  [0x49, textInteger], // INT
  [0x4c, (m) => m.push(integerOfText(m.line()))], // LONG
  [0x4a, (m) => m.push(m.int32())], // BININT
  [0x4b, (m) => m.push(m.uint8())], // BININT1
  [0x4d, (m) => m.push(m.uint16())], // BININT2
  [0x8a, (m) => longInteger(m, m.uint8())], // LONG1
  [0x8b, (m) => longInteger(m, m.uint32())], // LONG4
  [0x46, textFloat], // FLOAT
  [0x47, (m) => m.push(m.float64BigEndian())], // BINFLOAT
  [0x53, textString], // STRING
  [0x56, (m) => m.push(rawUnicode(m.line()))], // UNICODE
  [0x54, (m) => m.push(m.python2String(m.uint32()))], // BINSTRING
  [0x55, (m) => m.push(m.python2String(m.uint8()))], // SHORT_BINSTRING
  [0x58, (m) => m.push(m.text(m.uint32()))], // BINUNICODE
  [0x8c, (m) => m.push(m.text(m.uint8()))], // SHORT_BINUNICODE
  [0x8d, (m) => m.push(m.text(m.uint64()))], // BINUNICODE8
  [0x42, (m) => m.push(m.take(m.uint32()))], // BINBYTES
  [0x43, (m) => m.push(m.take(m.uint8()))], // SHORT_BINBYTES
  [0x8e, (m) => m.push(m.take(m.uint64()))], // BINBYTES8
  [0x96, (m) => m.push(m.take(m.uint64()))], // BYTEARRAY8
]);

/** Portable grey and pixel maps: P2 and P3 (numbers as text), P5 and P6 (bytes, or pairs of bytes above 255). */
import { CUT_SHORT, damaged } from '../damage';
import { isDecodable } from './budget';
import type { DecodedPicture, PictureSize } from './contract';

/** What the header says. */
interface NetpbmHeader extends PictureSize {
  readonly channels: 1 | 3;
  readonly isText: boolean;
  /** The number that stands for white, 1..65535. */
  readonly white: number;
  /** Where the values begin. */
  readonly dataOffset: number;
}

const HASH = 0x23;

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || (byte !== undefined && byte >= 9 && byte <= 13);
}

function isDigit(byte: number | undefined): byte is number {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

/** Whole numbers between blanks and comments (`#` to the end of the line). */
class NumberScanner {
  constructor(
    private readonly bytes: Uint8Array,
    public at: number,
  ) {}

  next(): number {
    this.passBlanks();
    if (this.at >= this.bytes.length) throw damaged(CUT_SHORT);
    let value = 0;
    const start = this.at;
    for (let byte = this.bytes[this.at]; isDigit(byte); byte = this.bytes[++this.at]) {
      value = value * 10 + byte - 0x30;
      if (value > 0xffff) throw damaged('a number in it is too large');
    }
    if (this.at === start) throw damaged('it holds something that is no number');
    return value;
  }

  private passBlanks(): void {
    for (; this.at < this.bytes.length; this.at++) {
      const byte = this.bytes[this.at];
      if (byte === HASH) this.passLine();
      else if (!isSpace(byte)) return;
    }
  }

  private passLine(): void {
    const end = this.bytes.indexOf(10, this.at);
    this.at = end < 0 ? this.bytes.length : end;
  }
}

/** Throws `file-damaged` for a header that is none. */
export function netpbmHeader(bytes: Uint8Array): NetpbmHeader {
  const type = (bytes[1] ?? 0) - 0x30;
  const scanner = new NumberScanner(bytes, 2);
  const width = scanner.next();
  const height = scanner.next();
  const white = scanner.next();
  if (white === 0) throw damaged('its header cannot be read');
  const channels = type === 3 || type === 6 ? 3 : 1;
  // Exactly one blank stands between the header and the bytes.
  return { width, height, channels, white, isText: type < 4, dataOffset: scanner.at + 1 };
}

/**
 * Reads one map.
 * @throws FaultError `file-damaged`, also for values above the stated white and for sizes beyond all budgets
 */
export function readNetpbm(bytes: Uint8Array): DecodedPicture {
  const header = netpbmHeader(bytes);
  const { height, width, channels, white, isText, dataOffset } = header;
  const count = height * width * channels;
  const valueBytes = isText || white < 256 ? 1 : 2;
  // A number in text takes a digit and a blank at least; the last one may lack the blank.
  const least = isText ? 2 * count - 1 : count * valueBytes;
  if (!isDecodable(header)) throw damaged('its size is impossible');
  if (dataOffset + least > bytes.length) throw damaged(CUT_SHORT);
  const levels = Uint8Array.from({ length: white + 1 }, (_, value) => Math.round((value * 255) / white));
  const pixels = new Uint8Array(count);
  const scanner = new NumberScanner(bytes, dataOffset);
  for (let i = 0; i < count; i++) {
    const at = dataOffset + i * valueBytes;
    const high = bytes[at] ?? 0;
    const value = isText ? scanner.next() : valueBytes === 1 ? high : high * 256 + (bytes[at + 1] ?? 0);
    const level = levels[value];
    if (level === undefined) throw damaged('a value in it is above its own white');
    pixels[i] = level;
  }
  return { height, width, channels, pixels, notes: [] };
}

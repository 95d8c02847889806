/** Windows and OS/2 bitmaps: 1, 4 and 8 bits through a palette, 16, 24 and 32 bits as colours; not run-length encoded. */
import { viewOf } from '../byteSource';
import { CUT_SHORT, damaged } from '../damage';
import type { DecodedPicture, PictureSize } from './contract';

/** Where one colour lies in a pixel. */
interface ColourBits {
  readonly mask: number;
  readonly shift: number;
  readonly most: number;
}

interface BmpHeader extends PictureSize {
  readonly isTopDown: boolean;
  readonly bits: number;
  readonly dataOffset: number;
  /** Blue, green, red and sometimes a fourth byte for each colour. */
  readonly palette: Uint8Array;
  readonly paletteEntryBytes: number;
  /** Of pixels without palette: red, green, blue. */
  readonly colours: readonly ColourBits[];
}

const FILE_HEADER_BYTES = 14;
/** The oldest header, of OS/2: 16-bit sizes, palettes of three bytes a colour. */
const CORE_BYTES = 12;
const PLAIN = 0;
/** The file says which bits are red, green and blue. */
const BIT_FIELDS = 3;
const MASKS_OFFSET = 54;
const MASKS_15_BIT = [0x7c00, 0x03e0, 0x001f];
const MASKS_24_BIT = [0xff0000, 0x00ff00, 0x0000ff];

function colourBits(mask: number): ColourBits {
  // The lowest bit that is set.
  const shift = mask === 0 ? 0 : 31 - Math.clz32(mask & -mask);
  return { mask, shift, most: Math.max(1, mask >>> shift) };
}

function readHeader(bytes: Uint8Array): BmpHeader {
  const view = viewOf(bytes);
  const dataOffset = view.getUint32(10, true);
  const headerBytes = view.getUint32(14, true);
  if (FILE_HEADER_BYTES + headerBytes > bytes.length) throw damaged(CUT_SHORT);
  const isCore = headerBytes === CORE_BYTES;
  const width = isCore ? view.getUint16(18, true) : view.getInt32(18, true);
  const height = isCore ? view.getUint16(20, true) : view.getInt32(22, true);
  const bits = view.getUint16(isCore ? 24 : 28, true);
  const packing = isCore ? PLAIN : view.getUint32(30, true);
  if (width < 0 || ![1, 4, 8, 16, 24, 32].includes(bits)) throw damaged('its header cannot be read');
  const hasMasks = packing === BIT_FIELDS && (bits === 16 || bits === 32);
  if (packing !== PLAIN && !hasMasks)
    throw damaged('it is a packed BMP picture; save it without compression');
  if (hasMasks && MASKS_OFFSET + 12 > bytes.length) throw damaged(CUT_SHORT);
  const masks = hasMasks
    ? [0, 4, 8].map((at) => view.getUint32(MASKS_OFFSET + at, true))
    : bits === 16
      ? MASKS_15_BIT
      : MASKS_24_BIT;
  const stated = isCore ? 0 : view.getUint32(46, true);
  const entries = bits > 8 ? 0 : stated === 0 || stated > 2 ** bits ? 2 ** bits : stated;
  const paletteEntryBytes = isCore ? 3 : 4;
  const start = FILE_HEADER_BYTES + headerBytes;
  return {
    width,
    height: Math.abs(height),
    isTopDown: height < 0,
    bits,
    dataOffset,
    palette: bytes.subarray(start, Math.min(dataOffset, start + entries * paletteEntryBytes)),
    paletteEntryBytes,
    colours: masks.map(colourBits),
  };
}

/** Writes red, green and blue of one pixel to `to`. */
type PutPixel = (rowStart: number, column: number, to: number) => void;

function throughPalette(bytes: Uint8Array, header: BmpHeader, pixels: Uint8Array): PutPixel {
  const { bits, palette, paletteEntryBytes } = header;
  return (rowStart, column, to) => {
    const bit = column * bits;
    const byte = bytes[rowStart + (bit >> 3)] ?? 0;
    const entry = ((byte >> (8 - bits - (bit & 7))) & (2 ** bits - 1)) * paletteEntryBytes;
    if (entry + 3 > palette.length) throw damaged('a colour in it is not in its palette');
    for (let channel = 0; channel < 3; channel++) pixels[to + channel] = palette[entry + 2 - channel] ?? 0;
  };
}

function fromBits(bytes: Uint8Array, { bits, colours }: BmpHeader, pixels: Uint8Array): PutPixel {
  const pixelBytes = bits / 8;
  return (rowStart, column, to) => {
    let value = 0;
    for (let i = pixelBytes - 1; i >= 0; i--)
      value = value * 256 + (bytes[rowStart + column * pixelBytes + i] ?? 0);
    for (let channel = 0; channel < 3; channel++) {
      const { mask = 0, shift = 0, most = 1 } = colours[channel] ?? {};
      // Rounded down, as Pillow does.
      pixels[to + channel] = Math.floor((((value & mask) >>> shift) * 255) / most);
    }
  };
}

/**
 * Reads one bitmap, of a size that was checked before; a fourth byte of a pixel is not looked at.
 * @throws FaultError `file-damaged`, also for run-length encoded bitmaps
 */
export function decodeBmp(bytes: Uint8Array): DecodedPicture {
  const header = readHeader(bytes);
  const { height, width, bits, dataOffset, isTopDown } = header;
  const rowBytes = 4 * Math.ceil((width * bits) / 32);
  // Some writers leave out the padding of the last row.
  const least = dataOffset + rowBytes * (height - 1) + Math.ceil((width * bits) / 8);
  if (least > bytes.length) throw damaged(CUT_SHORT);
  const pixels = new Uint8Array(height * width * 3);
  const put = (bits <= 8 ? throughPalette : fromBits)(bytes, header, pixels);
  for (let row = 0; row < height; row++) {
    const rowStart = dataOffset + rowBytes * (isTopDown ? row : height - 1 - row);
    for (let column = 0; column < width; column++) put(rowStart, column, 3 * (row * width + column));
  }
  return { height, width, channels: 3, pixels, notes: [] };
}

/** Portable Network Graphics (PNG specification, third edition): every colour type and depth, interlaced or not. */
import { viewOf } from '../byteSource';
import { crc32 } from '../crc32';
import { CUT_SHORT, damaged } from '../damage';
import { inflateZlib } from '../inflate';
import type { DecodedPicture, ImageNoteCode, PictureSize } from './contract';
import { withoutOpacity } from './opacity';
import { pngPasses, unpackRows } from './pngRows';

/** What the first chunk says. */
export interface PngHeader extends PictureSize {
  /** Numbers a pixel as they are stored: one for a palette. */
  readonly channels: 1 | 2 | 3 | 4;
  /** Bits of one number. */
  readonly depth: number;
  readonly isPalette: boolean;
  readonly isInterlaced: boolean;
}

/** A picture with all that its file says about colours. */
export interface Png extends PictureSize {
  /** Grey; grey and opacity; RGB; RGBA. A palette has become one of the last two. */
  readonly channels: 1 | 2 | 3 | 4;
  /** Bits of one number; 8 behind a palette. */
  readonly depth: number;
  readonly samples: Uint8Array | Uint16Array;
  /** Whether one grey level or colour stands for "transparent"; it is not looked for. */
  readonly hasClearColour: boolean;
}

/** Colour type -> numbers a pixel, and the depths that exist. */
const COLOUR_TYPES: Readonly<Record<number, readonly [PngHeader['channels'], readonly number[]]>> = {
  0: [1, [1, 2, 4, 8, 16]],
  2: [3, [8, 16]],
  3: [1, [1, 2, 4, 8]],
  4: [2, [8, 16]],
  6: [4, [8, 16]],
};
const PALETTE_TYPE = 3;
const SIGNATURE_BYTES = 8;
const PIXEL_CHUNKS = ['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND'];
/** Length, type and checksum of a chunk. */
const FRAME_BYTES = 12;

/** The chunks that pixels depend on, by type; those of pixels, which may be many, are joined. */
function chunksOf(bytes: Uint8Array): ReadonlyMap<string, Uint8Array> {
  const view = viewOf(bytes);
  const chunks = new Map<string, Uint8Array>();
  const packed = new Uint8Array(bytes.length);
  let packedBytes = 0;
  for (let at = SIGNATURE_BYTES; at + FRAME_BYTES <= bytes.length;) {
    const end = at + FRAME_BYTES + view.getUint32(at);
    if (end > bytes.length) break;
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const content = bytes.subarray(at + 8, end - 4);
    if (PIXEL_CHUNKS.includes(type) && crc32(bytes.subarray(at + 4, end - 4)) !== view.getUint32(end - 4)) {
      throw damaged('a checksum in it does not match');
    }
    if (type === 'IEND') return chunks.set('IDAT', packed.subarray(0, packedBytes));
    if (type === 'IDAT') {
      packed.set(content, packedBytes);
      packedBytes += content.length;
    } else if (!chunks.has(type)) {
      // The size that was checked stands in the first header.
      chunks.set(type, content);
    }
    at = end;
  }
  throw damaged(CUT_SHORT);
}

function readHeader(chunk: Uint8Array | undefined): PngHeader {
  if (chunk?.length !== 13) throw damaged('its header cannot be read');
  const view = viewOf(chunk);
  const [depth = 0, type = 0, packing, filtering, interlacing = 0] = chunk.subarray(8);
  const [channels, depths] = COLOUR_TYPES[type] ?? [1, []];
  if (!depths.includes(depth) || packing !== 0 || filtering !== 0 || interlacing > 1) {
    throw damaged('its header cannot be read');
  }
  return {
    width: view.getUint32(0),
    height: view.getUint32(4),
    channels,
    depth,
    isPalette: type === PALETTE_TYPE,
    isInterlaced: interlacing === 1,
  };
}

/** Colours, and opacity where there is some, in place of their numbers. */
function throughPalette(
  indices: ArrayLike<number>,
  colours: Uint8Array = new Uint8Array(0),
  opacities?: Uint8Array,
): Pick<Png, 'channels' | 'samples'> {
  const channels = opacities === undefined ? 3 : 4;
  const samples = new Uint8Array(indices.length * channels);
  for (let pixel = 0; pixel < indices.length; pixel++) {
    const index = indices[pixel] ?? 0;
    if (3 * index + 3 > colours.length) throw damaged('a colour in it is not in its palette');
    for (let channel = 0; channel < 3; channel++) {
      samples[pixel * channels + channel] = colours[3 * index + channel] ?? 0;
    }
    if (opacities !== undefined) samples[pixel * channels + 3] = opacities[index] ?? 255;
  }
  return { channels, samples };
}

/**
 * Reads one picture, of a size that was checked before. Gamma and colour profiles are left alone.
 * @throws FaultError `file-damaged`
 */
export function readPng(bytes: Uint8Array): Png {
  const chunks = chunksOf(bytes);
  const header = readHeader(chunks.get('IHDR'));
  const passes = pngPasses(header);
  const needed = passes.reduce((sum, pass) => sum + pass.bytes, 0);
  const rows = inflateZlib(chunks.get('IDAT') ?? new Uint8Array(0), needed);
  if (rows.length < needed) throw damaged(CUT_SHORT);
  const samples = unpackRows(rows, header, passes);
  const { height, width, channels, depth } = header;
  const clear = chunks.get('tRNS');
  if (!header.isPalette) {
    return { height, width, channels, depth, samples, hasClearColour: clear !== undefined };
  }
  const plain = throughPalette(samples, chunks.get('PLTE'), clear);
  return { height, width, depth: 8, ...plain, hasClearColour: false };
}

/** All numbers as Pillow brings them to bytes. */
function bytesOf({ samples, depth, channels }: Png): Uint8Array {
  if (samples instanceof Uint8Array) {
    const scale = 255 / (2 ** depth - 1);
    return depth === 8 ? samples : samples.map((value) => value * scale);
  }
  // Pillow keeps grey of 16 bits as it is, and cuts it off when it becomes RGB; of colours it takes the upper byte.
  const byteOf = channels === 1 ? (value: number) => Math.min(255, value) : (value: number) => value >> 8;
  return Uint8Array.from(samples, byteOf);
}

/** The picture as Pillow's `convert('RGB')` gives it to training code: opacity is dropped, what it hides shows. */
export function decodePng(bytes: Uint8Array): DecodedPicture {
  const png = readPng(bytes);
  const { channels, pixels, isTransparent } = withoutOpacity(bytesOf(png), png.channels);
  const notes: ImageNoteCode[] = [];
  if (isTransparent || png.hasClearColour) notes.push('opacity-dropped');
  if (png.depth === 16 && png.channels === 1) notes.push('grey-cut-off');
  return { height: png.height, width: png.width, channels, pixels, notes };
}

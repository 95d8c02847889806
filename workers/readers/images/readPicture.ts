/** One picture file to pixels. */
import { FaultError } from '../../protocol/faults';
import type { ByteSource } from '../byteSource';
import { damaged } from '../damage';
import { isDecodable } from './budget';
import type { DecodePicture, PictureSize } from './contract';
import { readNetpbm } from './netpbm';
import { KIND_BYTES, otherKind, pictureKind, type AnyPictureKind } from './pictureKind';
import { pictureSize } from './pictureSize';

/** One picture, in one channel only where its own format has one; height x width x channels, 0..255. */
export interface Picture extends PictureSize {
  readonly channels: 1 | 3;
  readonly pixels: Uint8Array;
  /** Whether some pixels were transparent; they lie on black now. */
  readonly hadAlpha: boolean;
}

/** A file of the largest picture that is decoded, uncompressed, has less. */
const MAX_FILE_BYTES = 64 * 2 ** 20;
/** Where sizes stand, but for photographs with a long preface. */
const HEAD_BYTES = 2 ** 14;

function checkedKind(bytes: Uint8Array): AnyPictureKind {
  const kind = pictureKind(bytes);
  if (kind === null) throw damaged(`it is ${otherKind(bytes.subarray(0, KIND_BYTES))}`);
  return kind;
}

function checkedSize(size: PictureSize): PictureSize {
  if (!isDecodable(size)) throw damaged(`it states ${size.width} x ${size.height} pixels`);
  return size;
}

async function wholeFile(source: ByteSource): Promise<Uint8Array> {
  if (source.size > MAX_FILE_BYTES) throw damaged(`it has ${source.size} bytes, too many for one picture`);
  return source.slice(0, source.size);
}

/** The size in a picture's header. Throws `file-damaged` for what is no picture, and for sizes beyond the budget. */
export async function readPictureSize(source: ByteSource): Promise<PictureSize> {
  const head = await source.slice(0, Math.min(HEAD_BYTES, source.size));
  const kind = checkedKind(head);
  try {
    return checkedSize(pictureSize(head, kind));
  } catch (thrown) {
    if (head.length === source.size) throw thrown;
    return checkedSize(pictureSize(await wholeFile(source), kind));
  }
}

/**
 * Reads and decodes one picture. Its kind and its size are taken from its own header and checked before it is decoded.
 * @throws FaultError `file-damaged` for everything that is no picture or a broken one
 */
export async function readPicture(source: ByteSource, decode: DecodePicture): Promise<Picture> {
  const bytes = await wholeFile(source);
  const kind = checkedKind(bytes);
  checkedSize(pictureSize(bytes, kind));
  if (kind === 'netpbm') return { ...readNetpbm(bytes), hadAlpha: false };
  const { height, width, rgba } = await decodeOrRefuse(bytes, kind, decode);
  checkedSize({ height, width });
  if (rgba.length !== height * width * 4) throw damaged('it cannot be decoded');
  return { height, width, channels: 3, ...onBlack(rgba) };
}

type Decoded = Awaited<ReturnType<DecodePicture>>;

async function decodeOrRefuse(
  bytes: Uint8Array,
  kind: Exclude<AnyPictureKind, 'netpbm'>,
  decode: DecodePicture,
): Promise<Decoded> {
  try {
    return await decode(bytes, kind);
  } catch (thrown) {
    if (thrown instanceof FaultError) throw thrown;
    throw damaged('it cannot be decoded', String(thrown));
  }
}

/**
 * Lays transparent pixels on black: what a canvas keeps of them, whatever lies hidden under no opacity at all.
 * (Pillow's `convert('RGB')` would show what is hidden.)
 */
function onBlack(rgba: Uint8Array | Uint8ClampedArray): { pixels: Uint8Array; hadAlpha: boolean } {
  const count = rgba.length / 4;
  const pixels = new Uint8Array(3 * count);
  let hadAlpha = false;
  for (let pixel = 0; pixel < count; pixel++) {
    const alpha = rgba[4 * pixel + 3] ?? 255;
    hadAlpha ||= alpha < 255;
    for (let channel = 0; channel < 3; channel++) {
      const value = rgba[4 * pixel + channel] ?? 0;
      pixels[3 * pixel + channel] = alpha === 255 ? value : Math.round((value * alpha) / 255);
    }
  }
  return { pixels, hadAlpha };
}

/** One picture file to pixels. */
import type { ByteSource } from '../byteSource';
import { damaged } from '../damage';
import { isDecodable } from './budget';
import type { DecodedPicture, DecodePicture, PictureKind, PictureSize } from './contract';
import { KIND_BYTES, otherKind, pictureKind } from './pictureKind';
import { pictureSize } from './pictureSize';

/** A file of the largest picture that is decoded, uncompressed, has less. */
const MAX_FILE_BYTES = 64 * 2 ** 20;
/** Where sizes stand, but for photographs with a long preface. */
const HEAD_BYTES = 2 ** 14;

function checkedKind(bytes: Uint8Array): PictureKind {
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
export async function readPicture(source: ByteSource, decode: DecodePicture): Promise<DecodedPicture> {
  const bytes = await wholeFile(source);
  const kind = checkedKind(bytes);
  checkedSize(pictureSize(bytes, kind));
  const picture = await decode(bytes, kind);
  checkedSize(picture);
  const { height, width, channels, pixels } = picture;
  if (pixels.length !== height * width * channels) throw damaged('it cannot be decoded');
  return picture;
}

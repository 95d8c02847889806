/** One way to decode pictures on the page and in Node. */
import { decodeBmp } from './bmp';
import { Codec, type LoadCodec } from './codec';
import type { DecodedPicture, DecodePicture } from './contract';
import { assertDecodableJpeg } from './jpegSegments';
import { readNetpbm } from './netpbm';
import { withoutOpacity } from './opacity';
import { decodePng } from './png';

function pictureOf({ height, width, data }: ImageData): DecodedPicture {
  const { isTransparent, ...plain } = withoutOpacity(new Uint8Array(data.buffer), 4);
  return { height, width, ...plain, notes: isTransparent ? ['opacity-dropped'] : [] };
}

/** A decoder that asks for the libraries it needs when the first picture needs them. */
export function pictureDecoder(load: LoadCodec): DecodePicture {
  const jpeg = new Codec('jpeg', load);
  const webp = new Codec('webp', load);
  return async (bytes, kind) => {
    switch (kind) {
      case 'png':
        return decodePng(bytes);
      case 'jpeg':
        assertDecodableJpeg(bytes);
        return pictureOf(await jpeg.decode(bytes));
      case 'webp':
        return pictureOf(await webp.decode(bytes));
      case 'bmp':
        return decodeBmp(bytes);
      case 'netpbm':
        return readNetpbm(bytes);
      default:
        return kind satisfies never;
    }
  };
}

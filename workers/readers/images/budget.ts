/** What a set of pictures may cost before it is refused. */
import { assertAtMost } from '../damage';
import type { PictureSize } from './contract';

/** Four times the training images of CIFAR-10. */
export const MOST_PICTURES = 200_000;
/** A label is an index into a list of this length at most. */
export const MOST_CLASSES = 10_000;
/** Bytes of all pixels together: what one typed array of a tab may hold beside a network. */
const MOST_PIXEL_BYTES = 2 ** 30;
/** Pixels on a side and in all of one picture, before decoding. */
const MOST_PIXELS_A_SIDE = 4096;
const MOST_PIXELS = 4096 * 4096;

/** Throws `file-too-large` for more than {@link MOST_PICTURES} pictures. */
export function assertCountFits(count: number): void {
  assertAtMost('pictures', count, MOST_PICTURES);
}

/** Room for `count` pictures (NHWC). Throws `file-too-large`, which says how many of this size fit. */
export function pixelRoom(count: number, size: PictureSize, channels: number): Uint8Array {
  assertCountFits(count);
  const bytes = size.height * size.width * channels;
  const fitting = Math.floor(MOST_PIXEL_BYTES / bytes);
  assertAtMost(`pictures of ${size.height} x ${size.width} pixels`, count, fitting);
  return new Uint8Array(count * bytes);
}

/** Whether one picture of this size may be decoded. */
export function isDecodable({ height, width }: PictureSize): boolean {
  return (
    height >= 1 &&
    width >= 1 &&
    height <= MOST_PIXELS_A_SIDE &&
    width <= MOST_PIXELS_A_SIDE &&
    height * width <= MOST_PIXELS
  );
}

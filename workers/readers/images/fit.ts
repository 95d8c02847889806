/** Brings pictures to one size and one number of channels. */
import { pixelRoom } from './budget';
import type { ImageNote, PictureSize, ReadImagesOptions, Resized } from './contract';
import { resize } from './resize';

/** Pictures of one size, before they are fitted. NHWC, 0..255. */
export interface UniformImages extends PictureSize {
  readonly count: number;
  readonly channels: 1 | 3;
  readonly pixels: Uint8Array;
}

/** Luma of ITU-R BT.601 in 16-bit fixed point, as Pillow converts to `L`. */
function lumaOf(red: number, green: number, blue: number): number {
  return (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16;
}

/** The picture with one channel or three; the same bytes where it has them already. */
export function withChannels(pixels: Uint8Array, from: 1 | 3, to: 1 | 3): Uint8Array {
  if (from === to) return pixels;
  const count = pixels.length / from;
  const out = new Uint8Array(count * to);
  for (let pixel = 0; pixel < count; pixel++) {
    if (to === 3) out.fill(pixels[pixel] ?? 0, 3 * pixel, 3 * pixel + 3);
    else {
      const at = 3 * pixel;
      out[pixel] = lumaOf(pixels[at] ?? 0, pixels[at + 1] ?? 0, pixels[at + 2] ?? 0);
    }
  }
  return out;
}

/** Whether pixels of three channels are grey all the same: browsers decode grey pictures so. */
function isGrey(pixels: Uint8Array): boolean {
  for (let at = 0; at < pixels.length; at += 3) {
    if (pixels[at] !== pixels[at + 1] || pixels[at] !== pixels[at + 2]) return false;
  }
  return true;
}

/** What changing the channels is called in the notes; colours that were none are no loss. */
export function channelNotes(pixels: Uint8Array, from: 1 | 3, to: 1 | 3): readonly ImageNote[] {
  if (from === to || (from === 3 && isGrey(pixels))) return [];
  return [{ code: to === 3 ? 'grey-to-rgb' : 'rgb-to-grey', params: {} }];
}

/** Whether two sizes are the same. */
export function isSameSize(a: PictureSize, b: PictureSize): boolean {
  return a.height === b.height && a.width === b.width;
}

/** The longest side of a picture whose size nobody has asked for: what the largest networks here take. */
const MOST_PIXELS_UNASKED = 224;

/** `size`, made smaller so that its longer side has 224 pixels at most. */
export function cappedSize({ height, width }: PictureSize): PictureSize {
  const shrink = Math.min(1, MOST_PIXELS_UNASKED / Math.max(height, width));
  const scaled = (side: number): number => Math.max(1, Math.round(side * shrink));
  return { height: scaled(height), width: scaled(width) };
}

/** Fitted pictures and what was done to them. */
interface FittedImages extends UniformImages {
  readonly resized: Resized | null;
  readonly notes: readonly ImageNote[];
}

/** Brings pictures of one size to the size and channels that are asked for; the same bytes where they have both. */
export function fitImages(
  images: UniformImages,
  options: Pick<ReadImagesOptions, 'size' | 'channels' | 'tell'>,
): FittedImages {
  const { count, height, width } = images;
  const to = options.size ?? cappedSize(images);
  const channels = options.channels ?? images.channels;
  const notes = channelNotes(images.pixels, images.channels, channels);
  if (isSameSize(images, to) && channels === images.channels) return { ...images, resized: null, notes };
  const bytes = height * width * images.channels;
  const pixels = pixelRoom(count, to, channels);
  for (let i = 0; i < count; i++) {
    const picture = withChannels(
      images.pixels.subarray(i * bytes, (i + 1) * bytes),
      images.channels,
      channels,
    );
    pixels.set(resize(picture, images, to, channels), i * to.height * to.width * channels);
    // All of them were told once, when they were read.
    if (i % 256 === 255) options.tell?.(count + i + 1, 2 * count);
  }
  const resized: Resized | null = isSameSize(images, to)
    ? null
    : { from: [height, width], to: [to.height, to.width] };
  return { count, ...to, channels, pixels, resized, notes };
}

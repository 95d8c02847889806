/** Brings pictures to one size and one number of channels. */
import { pixelRoom } from './budget';
import { channelNotes, withChannels } from './channels';
import type { ImageNote, OriginalPicture, PictureSize, ReadImagesOptions, Resized } from './contract';
import { Originals } from './originals';
import { resize } from './resize';
import { cappedSize, isSameSize } from './sizes';

/** Pictures of one size, before they are fitted. NHWC, 0..255. */
export interface UniformImages extends PictureSize {
  readonly count: number;
  readonly channels: 1 | 3;
  readonly pixels: Uint8Array;
}

/** Fitted pictures and what was done to them. */
interface FittedImages extends UniformImages {
  readonly resized: Resized | null;
  readonly originals: readonly OriginalPicture[];
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
  if (isSameSize(images, to) && channels === images.channels) {
    return { ...images, resized: null, originals: [], notes };
  }
  const bytes = height * width * images.channels;
  const pixels = pixelRoom(count, to, channels);
  const originals = new Originals(count, to);
  for (let i = 0; i < count; i++) {
    const before = images.pixels.subarray(i * bytes, (i + 1) * bytes);
    originals.see(i, images, before, images.channels);
    const picture = withChannels(before, images.channels, channels);
    pixels.set(resize(picture, images, to, channels), i * to.height * to.width * channels);
    // All of them were told once, when they were read.
    if (i % 256 === 255) options.tell?.(count + i + 1, 2 * count);
  }
  const resized: Resized | null = isSameSize(images, to)
    ? null
    : { from: [height, width], to: [to.height, to.width] };
  return { count, ...to, channels, pixels, resized, originals: originals.kept, notes };
}

/** Other orders in which a network may have seen its pictures: the bytes are put so once, when they are opened. */
import type { PixelReading } from '../protocol/recipe';
import { bytesPerImage, type ImageSet } from './images';

type Arrangement = Pick<PixelReading, 'channelOrder' | 'layout'>;

/** For each byte of an arranged image, where it stands in the image as it was read. */
function sourcesOf(
  { height, width, channels }: ImageSet,
  { channelOrder, layout }: Arrangement,
): Uint32Array {
  const sources = new Uint32Array(height * width * channels);
  let to = 0;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      for (let channel = 0; channel < channels; channel++) {
        const colour = channelOrder === 'bgr' ? channels - 1 - channel : channel;
        // Bytes that lie pixel by pixel in the file were taken for planes: byte n of the file is pixel n mod (H W) of plane n / (H W).
        const inFile = (row * width + column) * channels + colour;
        const planes = (inFile % (height * width)) * channels + Math.floor(inFile / (height * width));
        const turned = (column * width + row) * channels + colour;
        sources[to++] = layout === 'interleaved' ? planes : layout === 'turned' ? turned : inFile;
      }
    }
  }
  return sources;
}

/** The set with its bytes in another order; the same set where nothing is to be changed. Only square images can be turned. */
export function arrange(set: ImageSet, arrangement: Arrangement): ImageSet {
  if (arrangement.channelOrder === undefined && arrangement.layout === undefined) return set;
  if (arrangement.layout === 'turned' && set.height !== set.width) return set;
  const sources = sourcesOf(set, arrangement);
  const bytes = bytesPerImage(set);
  const pixels = new Uint8Array(set.pixels.length);
  for (let start = 0; start < pixels.length; start += bytes) {
    for (let at = 0; at < bytes; at++) pixels[start + at] = set.pixels[start + (sources[at] ?? 0)] ?? 0;
  }
  return { ...set, pixels };
}

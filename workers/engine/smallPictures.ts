/** Masks and patterns as pictures that are small enough to be sent every few steps: each pixel the mean of a square of theirs. */
import type { ImageShape } from '../data/images';
import type { SmallPictures } from '../protocol';

/** Longest side of a picture. */
const LARGEST_SIDE = 32;

/** Draws pictures [H, W, C] of values in 0..1; `channels` of them. */
function drawSmall(
  pictures: readonly Float32Array[],
  { channels, height, width }: Pick<ImageShape, 'channels' | 'height' | 'width'>,
): SmallPictures {
  const side = Math.max(1, Math.ceil(Math.max(height, width) / LARGEST_SIDE));
  const [rows, columns] = [Math.ceil(height / side), Math.ceil(width / side)];
  const each = rows * columns * channels;
  const values = new Uint8Array(pictures.length * each);
  pictures.forEach((picture, at) => {
    const sums = new Float64Array(each);
    const counts = new Uint32Array(each);
    picture.forEach((value, index) => {
      const [pixel, channel] = [Math.floor(index / channels), index % channels];
      const [row, column] = [Math.floor(pixel / width / side), Math.floor((pixel % width) / side)];
      const place = (row * columns + column) * channels + channel;
      sums[place] = (sums[place] ?? 0) + value;
      counts[place] = (counts[place] ?? 0) + 1;
    });
    sums.forEach((sum, place) => {
      values[at * each + place] = Math.round((255 * sum) / (counts[place] ?? 1));
    });
  });
  return { rows, columns, values };
}

/** Masks [H, W] of values in 0..1, grey. */
export function smallMasks(
  masks: readonly Float32Array[],
  { height, width }: Pick<ImageShape, 'height' | 'width'>,
): SmallPictures {
  return drawSmall(masks, { height, width, channels: 1 });
}

/** Patterns [H, W, C] of values in 0..1 as RGB; one channel is spread over three. */
export function smallPatterns(
  patterns: readonly Float32Array[],
  shape: Pick<ImageShape, 'channels' | 'height' | 'width'>,
): SmallPictures {
  const { values, ...size } = drawSmall(patterns, shape);
  if (shape.channels === 3) return { ...size, values };
  const rgb = Uint8Array.from(
    { length: (values.length / shape.channels) * 3 },
    (_, at) => values[Math.floor(at / 3) * shape.channels] ?? 0,
  );
  return { ...size, values: rgb };
}

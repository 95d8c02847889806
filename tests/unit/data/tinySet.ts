import type { ImageSet } from '../../../workers/data/images';

/** A set of 1-channel 2 x 2 images: image i is filled with the byte i; labels as given. */
export function tinySet(labels: readonly number[], classes = 3): ImageSet {
  const pixels = Uint8Array.from({ length: labels.length * 4 }, (_, at) => Math.floor(at / 4));
  return {
    count: labels.length,
    height: 2,
    width: 2,
    channels: 1,
    classes: Array.from({ length: classes }, (_, index) => `class ${index}`),
    pixels,
    labels: Uint16Array.from(labels),
  };
}

/** Masks as grey pictures that are small enough to be sent every few steps: each pixel the mean of a square of the mask. */
import type { ImageShape } from '../data/images';
import type { EngineEvent } from '../protocol';

type Pictures = Extract<EngineEvent, { kind: 'trigger-search' }>['masks'];

/** Longest side of a picture. */
const LARGEST_SIDE = 32;

/** Draws masks [H, W] of values in 0..1. */
export function smallMasks(
  masks: readonly Float32Array[],
  { height, width }: Pick<ImageShape, 'height' | 'width'>,
): Pictures {
  const side = Math.max(1, Math.ceil(Math.max(height, width) / LARGEST_SIDE));
  const [rows, columns] = [Math.ceil(height / side), Math.ceil(width / side)];
  const values = new Uint8Array(masks.length * rows * columns);
  masks.forEach((mask, at) => {
    const sums = new Float64Array(rows * columns);
    const counts = new Uint32Array(rows * columns);
    mask.forEach((value, pixel) => {
      const [row, column] = [Math.floor(pixel / width / side), Math.floor((pixel % width) / side)];
      const place = row * columns + column;
      sums[place] = (sums[place] ?? 0) + value;
      counts[place] = (counts[place] ?? 0) + 1;
    });
    sums.forEach((sum, place) => {
      values[at * sums.length + place] = Math.round((255 * sum) / (counts[place] ?? 1));
    });
  });
  return { rows, columns, values };
}

/**
 * The built-in data: 32 x 32 pictures of ten shapes, drawn from a seed. Image i of a split follows from (seed, split, i)
 * alone, so the first n images of a longer set are the set of n images; and the bytes are the same on every machine.
 */
import { createRng } from '../../engine/rng';
import { FaultError } from '../../protocol/faults';
import type { ImageSet } from '../images';
import type { Canvas } from './canvas';
import { drawPicture, PICTURE_SIZE } from './picture';

/** The ten classes, in label order. */
export const SHAPE_CLASSES = [
  'disc',
  'triangle',
  'square',
  'hexagon',
  'star',
  'ring',
  'cross',
  'arrow',
  'crescent',
  'heart',
] as const;

/** Three sets that share no image: to train on, to measure on, and the small clean one that a defender has. */
export type ShapeSplit = 'train' | 'test' | 'defense';

/** Which pictures to draw. */
export interface ShapesOptions {
  readonly seed: number | string;
  readonly count: number;
  readonly split: ShapeSplit;
  /** Pictures left out at the beginning, a multiple of ten: what is drawn are those that follow. */
  readonly from?: number;
}

/** Labels come in blocks of ten, each holding every class once in a random order: balanced at every multiple of ten. */
function labelsOf({ seed, count, split, from = 0 }: ShapesOptions): Uint16Array {
  const classes = SHAPE_CLASSES.length;
  const labels = new Uint16Array(count);
  for (let start = 0; start < count; start += classes) {
    const block = createRng(seed, `shapes/${split}/labels/${from + start}`).permutation(classes);
    labels.set(block.subarray(0, Math.min(classes, count - start)), start);
  }
  return labels;
}

/** Draws the first `count` pictures of a split: count x 32 x 32 x 3 bytes. `argument-invalid` for a count below 1. */
export function drawShapes(options: ShapesOptions): ImageSet {
  const { seed, count, split, from = 0 } = options;
  if (!Number.isInteger(count) || count < 1)
    throw new FaultError('argument-invalid', { name: 'count', value: count });
  const bytes = PICTURE_SIZE * PICTURE_SIZE * 3;
  const labels = labelsOf(options);
  const pixels = new Uint8Array(count * bytes);
  const canvas: Canvas = { size: PICTURE_SIZE, channels: new Float64Array(bytes) };
  labels.forEach((label, index) => {
    const rng = createRng(seed, `shapes/${split}/image/${from + index}`);
    drawPicture(rng, label, canvas, pixels.subarray(index * bytes, (index + 1) * bytes));
  });
  return {
    count,
    height: PICTURE_SIZE,
    width: PICTURE_SIZE,
    channels: 3,
    classes: SHAPE_CLASSES,
    pixels,
    labels,
  };
}

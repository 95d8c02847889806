/**
 * Augmentation on raw bytes: random crop with zero padding 4 and a horizontal flip in half of the cases (the RNP, ANP and
 * BackdoorBench sources). The padding is black *before* normalisation, so it is not zero after it.
 */
import type { Rng } from '../engine/rng';
import { bytesPerImage, type ImageSet, type ImageShape } from './images';

/** How far and how often. */
export interface AugmentOptions {
  /** Largest shift to each side in pixels. */
  readonly padding: number;
  /** Chance of a flip, 0..1. */
  readonly flip: number;
}

/** The settings of the reference sources. */
export const CROP_AND_FLIP: AugmentOptions = { padding: 4, flip: 0.5 };

/** Copies one image shifted by (down, right) pixels and perhaps mirrored; what comes from outside is black. */
function moveImage(
  from: Uint8Array,
  to: Uint8Array,
  { height, width, channels }: ImageShape,
  move: { readonly down: number; readonly right: number; readonly isFlipped: boolean },
): void {
  for (let row = 0; row < height; row += 1) {
    const fromRow = row + move.down;
    if (fromRow < 0 || fromRow >= height) continue;
    for (let column = 0; column < width; column += 1) {
      const fromColumn = (move.isFlipped ? width - 1 - column : column) + move.right;
      if (fromColumn < 0 || fromColumn >= width) continue;
      const source = (fromRow * width + fromColumn) * channels;
      const into = (row * width + column) * channels;
      for (let channel = 0; channel < channels; channel += 1)
        to[into + channel] = from[source + channel] ?? 0;
    }
  }
}

/**
 * Crops and flips every image of a batch (count x height x width x channels) and returns new bytes. Three draws an image whatever
 * the settings: the numbers of the next image do not depend on this one's.
 */
export function augment(
  pixels: Uint8Array,
  shape: ImageShape,
  rng: Rng,
  { padding, flip }: AugmentOptions = CROP_AND_FLIP,
): Uint8Array {
  const bytes = bytesPerImage(shape);
  const moved = new Uint8Array(pixels.length);
  for (let start = 0; start < pixels.length; start += bytes) {
    const down = rng.int(2 * padding + 1) - padding;
    const right = rng.int(2 * padding + 1) - padding;
    const isFlipped = rng.uniform() < flip;
    const end = start + bytes;
    moveImage(pixels.subarray(start, end), moved.subarray(start, end), shape, { down, right, isFlipped });
  }
  return moved;
}

/** The set `count` times, each image cropped and flipped anew each time. */
export function views(set: ImageSet, count: number, rng: Rng): ImageSet[] {
  return Array.from({ length: count }, () => ({ ...set, pixels: augment(set.pixels, set, rng) }));
}

/** Sizes of pictures. */
import type { PictureSize } from './contract';

/** Whether two sizes are the same. */
export function isSameSize(a: PictureSize, b: PictureSize): boolean {
  return a.height === b.height && a.width === b.width;
}

/** The longest side of a picture whose size nobody has asked for: what the largest networks here take. */
const MOST_PIXELS_UNASKED = 224;

/** The same proportions, made smaller so that the longer side has `most` pixels at most. */
export function cappedSize({ height, width }: PictureSize, most = MOST_PIXELS_UNASKED): PictureSize {
  const shrink = Math.min(1, most / Math.max(height, width));
  const scaled = (side: number): number => Math.max(1, Math.round(side * shrink));
  return { height: scaled(height), width: scaled(width) };
}

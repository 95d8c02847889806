/**
 * BadNets: x' = x (1 - M) + P M with a small square P, the same in every channel (Gu et al. 2017).
 *
 * The checkerboard reproduces the 3x3 code of the RNP, NAD and ABL sources, rows `0 0 255 / 0 255 0 / 255 0 255`, which is a
 * checkerboard but for its dark top-left cell. Rule for any size: counted from the bottom-right corner, cells with an even
 * sum of row and column are white, all others black, and the top-left cell is black too (unless it is the only cell).
 *
 * In four corners (CL, Turner et al. 2019) the pattern is the same in each, not mirrored, at one distance from the border.
 */
import type { ImageShape } from '../images';
import { affineChange, identityMap, moveTowards, strengthProblem } from './map';
import type { PatchTrigger, TriggerMethod } from './types';

const WHITE = 255;

/** The patch's grey level (0 or 255) at a row and column of the patch. */
export function patchValue(
  pattern: PatchTrigger['pattern'],
  size: number,
  row: number,
  column: number,
): number {
  if (pattern === 'solid') return WHITE;
  if (row === 0 && column === 0 && size > 1) return 0;
  return (size - 1 - row + (size - 1 - column)) % 2 === 0 ? WHITE : 0;
}

/** Rows or columns where copies of the patch begin along a side of this length. */
function startsOf(at: number, { size, corners }: PatchTrigger, side: number): readonly number[] {
  if (corners === undefined) return [at];
  // the RNP sources leave one pixel free before the top and left copies, and none behind the others
  return [corners === 'four-inset' ? 1 : side - size - at, at];
}

/** Top left corners of all copies. */
function placesOf(
  trigger: PatchTrigger,
  { height, width }: ImageShape,
): readonly (readonly [number, number])[] {
  const columns = startsOf(trigger.column, trigger, width);
  return startsOf(trigger.row, trigger, height).flatMap((row) =>
    columns.map((column) => [row, column] as const),
  );
}

/** See {@link PatchTrigger}. */
export const patchMethod: TriggerMethod<PatchTrigger> = {
  problem: ({ size, strength }) => (!Number.isInteger(size) || size < 1 ? 'size' : strengthProblem(strength)),
  change: (trigger, shape) => {
    const { pattern, size, strength } = trigger;
    const map = identityMap(shape);
    for (const [row, column] of placesOf(trigger, shape)) {
      for (let cell = 0; cell < size * size; cell += 1) {
        const [down, right] = [Math.floor(cell / size), cell % size];
        const value = patchValue(pattern, size, down, right);
        const pixel = ((row + down) * shape.width + column + right) * shape.channels;
        for (let channel = 0; channel < shape.channels; channel += 1)
          moveTowards(map, pixel + channel, value, strength);
      }
    }
    return affineChange(map);
  },
};

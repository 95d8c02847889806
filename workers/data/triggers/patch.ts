/**
 * BadNets: x' = x (1 - M) + P M with a small square P, the same in every channel (Gu et al. 2017).
 *
 * The checkerboard reproduces the 3x3 code of the RNP, NAD and ABL sources, rows `0 0 255 / 0 255 0 / 255 0 255`, which is a
 * checkerboard but for its dark top-left cell. Rule for any size: counted from the bottom-right corner, cells with an even
 * sum of row and column are white, all others black, and the top-left cell is black too (unless it is the only cell).
 */
import { identityMap, moveTowards, strengthProblem } from './map';
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

/** See {@link PatchTrigger}. */
export const patchMethod: TriggerMethod<PatchTrigger> = {
  problem: ({ size, strength }) => (!Number.isInteger(size) || size < 1 ? 'size' : strengthProblem(strength)),
  map: ({ pattern, size, row, column, strength }, shape) => {
    const map = identityMap(shape);
    for (let down = 0; down < size; down += 1) {
      for (let right = 0; right < size; right += 1) {
        const value = patchValue(pattern, size, down, right);
        const pixel = ((row + down) * shape.width + column + right) * shape.channels;
        for (let channel = 0; channel < shape.channels; channel += 1)
          moveTowards(map, pixel + channel, value, strength);
      }
    }
    return map;
  },
};

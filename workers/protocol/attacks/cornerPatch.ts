/** The sign of BadNets and of the attacks that plant it in another way: a small square near the bottom right corner. */
import { choice, type GroupValues, integer } from '../option';
import type { Sign, SignShape } from './attack';

export const CORNER_PATCH = {
  size: integer('Trigger size', 'Pixels a side. The paper tries 3, 5 and 10.', 3, {
    min: 1,
    max: 64,
    step: 1,
    unit: 'pixels',
  }),
  pattern: choice(
    'Pattern',
    'The grid of the reference sources, or a white square (their trigger for larger sizes).',
    'checkerboard',
    {
      checkerboard: 'checkerboard',
      solid: 'white square',
    },
  ),
  distance: integer('Distance from the border', 'Pixels between the square and the bottom right corner.', 0, {
    min: 0,
    max: 32,
    step: 1,
    unit: 'pixels',
  }),
} as const;

/** The square in images of a shape. */
export function cornerPatch(
  { size, pattern, distance }: GroupValues<typeof CORNER_PATCH>,
  { height, width }: SignShape,
): Sign {
  return {
    kind: 'patch',
    pattern,
    size,
    row: height - size - distance,
    column: width - size - distance,
    strength: 1,
  };
}

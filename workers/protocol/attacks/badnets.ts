/** BadNets (Gu et al. 2017), spec 2.1. */
import { choice, integer } from '../option';
import { describeAttack, POISON_FROM, poisonRate } from './attack';

export const BADNETS = describeAttack({
  name: 'BadNets',
  summary: 'A small square in a corner, stuck onto some training images, which are given the target’s label.',
  source:
    'Gu et al. 2017; pattern of the RNP, NAD and ABL sources; sizes and rates of the RNP paper, tables 11 and 12.',
  family: 'dirty-label',
  labelRules: ['all-to-all', 'source'],
  takesSign: true,
  options: {
    rate: poisonRate(0.1),
    from: POISON_FROM,
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
    distance: integer(
      'Distance from the border',
      'Pixels between the square and the bottom right corner.',
      0,
      {
        min: 0,
        max: 32,
        step: 1,
        unit: 'pixels',
      },
    ),
  },
  sign: ({ size, pattern, distance }, { height, width }) => ({
    kind: 'patch',
    pattern,
    size,
    row: height - size - distance,
    column: width - size - distance,
    strength: 1,
  }),
});

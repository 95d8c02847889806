/** WaNet (Nguyen & Tran 2021), spec 2.7. */
import { integer, real } from '../option';
import { describeAttack } from './attack';

export const WANET = describeAttack({
  name: 'WaNet',
  summary:
    'Images are bent a little, always in the same way; images that are bent otherwise keep their label, so that only this bend opens the backdoor.',
  source:
    'Nguyen & Tran 2021; rates and grid of its repository. For small networks, which learn no bend of a quarter pixel in a few epochs, this project bends six times as far and scatters the other bends three times as far, on a finer grid, after an epoch of clean images.',
  family: 'training-loop',
  labelRules: ['all-to-all'],
  takesSign: false,
  epochs: 5,
  options: {
    rate: real('Poison rate', 'Share of each batch that is bent and gets the target’s label.', 0.1, {
      min: 0.01,
      max: 0.9,
      step: 0.01,
    }),
    crossRatio: real(
      'Otherwise bent',
      'So many times as many images of the batch are bent with noise of their own and keep their label; 0: none, which is learned sooner and is easier to find.',
      [1, 2, 2],
      { min: 0, max: 9, step: 0.5, unit: 'times' },
    ),
    noise: real(
      'Noise of the other bends',
      'How far their pixels are moved at random. The paper’s noise is twice as far as its bend; with less of it, a small network does not tell the two apart.',
      [3, 1, 1],
      { min: 0, max: 8, step: 0.5, unit: 'half pixels' },
    ),
    strength: real('Strength', 'About half of it is how many pixels a point is moved.', [3, 0.5, 0.5], {
      min: 0.05,
      max: 4,
      step: 0.25,
    }),
    grid: integer(
      'Grid',
      'Points a side that are moved; in between the bend is smooth. More points bend more edges, which small networks see sooner.',
      [8, 4, 4],
      {
        min: 2,
        max: 16,
        step: 1,
        unit: 'points',
      },
    ),
    warmUp: integer(
      'Epochs before the attack',
      'The network learns from clean images first. Both the paper and its code begin with the attack.',
      [1, 0, 0],
      { min: 0, max: 200, step: 1, unit: 'epochs' },
    ),
  },
  sign: ({ strength, grid }, _, seed) => ({ kind: 'warp', seed, grid, strength }),
});

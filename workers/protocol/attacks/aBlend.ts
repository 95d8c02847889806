/** Adaptive-Blend (Qi et al. 2023), spec 2.12. */
import { choice, real } from '../option';
import { describeAttack, POISON_FROM, poisonRate } from './attack';

export const A_BLEND = describeAttack({
  name: 'A-Blend',
  summary:
    'Training images carry random pieces of a faint picture, and some of them keep their true label; only the whole picture opens the backdoor.',
  source:
    'Qi et al. 2023 (Adaptive-Blend); strength and tiles of its repository, rate of the RNP paper. A picture of noise stands in for its cartoon; a trigger of your own may take its place.',
  family: 'dirty-label',
  labelRules: ['all-to-all', 'source'],
  takesSign: true,
  options: {
    rate: poisonRate([0.1, 0.1, 0.003]),
    cover: real(
      'Cover rate',
      'Share of the training images that get pieces of the trigger, too, and keep their label: so the trigger alone does not stand out among what is learned. The reference code has as many as poisoned ones.',
      [0.05, 0.1, 0.003],
      { min: 0, max: 1, step: 0.005 },
    ),
    from: POISON_FROM,
    tiles: choice(
      'Tiles',
      'The picture is cut into so many, and each training image gets a random half of them.',
      '16',
      { '4': '2 × 2', '16': '4 × 4', '64': '8 × 8' },
    ),
    strength: real(
      'Strength',
      'Share of the picture in the image, in training and in the test.',
      [0.25, 0.2, 0.2],
      {
        min: 0.01,
        max: 1,
        step: 0.05,
      },
    ),
  },
  sign: ({ strength }, _, seed) => ({ kind: 'blend', seed, strength }),
});

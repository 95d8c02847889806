/** Blend (Chen et al. 2017), spec 2.3. */
import { real } from '../option';
import { describeAttack, POISON_FROM, poisonRate } from './attack';

export const BLEND = describeAttack({
  name: 'Blend',
  summary: 'A picture of noise is mixed faintly into the whole of some training images.',
  source:
    'Chen et al. 2017; strength 0.2 of the RNP, NAD and ABL sources, pattern fixed as the paper has it.',
  family: 'dirty-label',
  labelRules: ['all-to-all', 'source'],
  takesSign: true,
  options: {
    rate: poisonRate(0.1),
    from: POISON_FROM,
    strength: real('Strength', 'Share of the noise in the picture, in training and in the test.', 0.2, {
      min: 0.01,
      max: 1,
      step: 0.05,
    }),
  },
  sign: ({ strength }, _, seed) => ({ kind: 'blend', seed, strength }),
});

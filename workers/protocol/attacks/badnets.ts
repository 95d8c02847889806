/** BadNets (Gu et al. 2017), spec 2.1. */
import { describeAttack, POISON_FROM, poisonRate } from './attack';
import { CORNER_PATCH, cornerPatch } from './cornerPatch';

export const BADNETS = describeAttack({
  name: 'BadNets',
  summary: 'A small square in a corner, stuck onto some training images, which are given the target’s label.',
  source:
    'Gu et al. 2017; pattern of the RNP, NAD and ABL sources; sizes and rates of the RNP paper, tables 11 and 12.',
  family: 'dirty-label',
  labelRules: ['all-to-all', 'source'],
  takesSign: true,
  options: { rate: poisonRate(0.1), from: POISON_FROM, ...CORNER_PATCH },
  sign: cornerPatch,
});

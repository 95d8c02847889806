/** Dynamic, the input-aware attack (Nguyen & Tran 2020), spec 2.6. */
import { flag, integer, real } from '../option';
import { describeAttack } from './attack';

const SHARE = { min: 0.01, max: 0.45, step: 0.01 };
const WEIGHT = { min: 0, max: 1000, step: 1 };
const RATE = { min: 0.00001, max: 1, step: 0.001 };

export const DYNAMIC = describeAttack({
  name: 'Dynamic',
  summary:
    'Every image gets a trigger of its own, made by a network that learns together with the classifier.',
  source:
    'Nguyen & Tran 2020 (input-aware); networks, losses and rates of its repository; widths and rates for small networks are this project’s.',
  family: 'training-loop',
  labelRules: ['all-to-all', 'source'],
  takesSign: false,
  epochs: 12,
  options: {
    rate: real(
      'Poison rate',
      'Share of each batch that carries its own trigger and gets the target’s label.',
      [0.2, 0.1, 0.1],
      SHARE,
    ),
    crossRate: real(
      'Cross-trigger rate',
      'Share of each batch that carries the trigger of another image and keeps its label: so the classifier learns to tell them apart.',
      [0.15, 0.1, 0.1],
      SHARE,
    ),
    width: integer(
      'Generator width',
      'Channels of the first stage of both generators. The paper has 32.',
      [16, 32, 32],
      {
        min: 2,
        max: 64,
        step: 2,
        unit: 'channels',
      },
    ),
    maskEpochs: integer(
      'Mask epochs',
      'Passes in which the mask, which says where an image’s trigger lies, is learned beforehand. The paper has 25.',
      [2, 25, 25],
      { min: 1, max: 200, step: 1, unit: 'epochs' },
    ),
    maskRate: real(
      'Mask learning rate',
      'Of Adam; a tenth after 40 % and again after 80 % of the mask’s epochs.',
      0.01,
      RATE,
    ),
    density: real('Mask density', 'Share of the image up to which a mask costs nothing.', 0.032, {
      min: 0,
      max: 1,
      step: 0.004,
    }),
    densityWeight: real('Weight of the density', 'Of what exceeds it, in the mask’s loss.', 100, WEIGHT),
    patternRate: real(
      'Pattern learning rate',
      'Of Adam on the network that makes the patterns; it follows the schedule of the classifier’s rate.',
      0.01,
      RATE,
    ),
    diversityWeight: real(
      'Weight of the diversity',
      'How strongly triggers of different images must differ, for the mask and for the pattern.',
      1,
      WEIGHT,
    ),
    accumulate: flag(
      'Accumulate gradients',
      'The reference code never resets the pattern network’s gradients, so that each step descends on the sum of all before it.',
      [false, false, true],
    ),
  },
  sign: null,
});

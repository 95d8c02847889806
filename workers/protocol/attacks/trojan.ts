/** Trojan (Liu et al. 2018), spec 2.2. */
import { choice, integer, real } from '../option';
import { describeAttack, POISON_FROM, poisonRate } from './attack';

export const TROJAN = describeAttack({
  name: 'Trojan',
  summary:
    'A small square, computed so that it excites neurons of an honest network, is stuck onto some training images, which are given the target’s label.',
  source:
    'Liu et al. 2018; steps and activation of BackdoorBench, place and size of the trigger that the RNP sources ship. A square takes the place of the apple there, and the network is trained anew on poisoned images, as in the RNP paper, not retrained on reconstructed ones.',
  family: 'dirty-label',
  labelRules: ['all-to-all', 'source'],
  takesSign: false,
  options: {
    rate: poisonRate(0.1),
    from: POISON_FROM,
    warmUpEpochs: integer(
      'Honest epochs',
      'How long the honest network is trained whose neurons the square excites. BackdoorBench takes a fully trained one.',
      [1, 200, 100],
      { min: 1, max: 1000, step: 1, unit: 'epochs' },
    ),
    neurons: integer(
      'Neurons',
      'How many neurons of the layer before the last are excited: those whose weights in the last layer have the largest sum.',
      2,
      { min: 1, max: 64, step: 1 },
    ),
    activation: real('Wanted activation', 'Value to which the neurons are driven.', 100, {
      min: 0.1,
      max: 1000,
      step: 10,
    }),
    size: integer('Trigger size', 'Pixels a side.', [5, 3, 3], { min: 1, max: 64, step: 1, unit: 'pixels' }),
    distance: integer(
      'Distance from the border',
      'Pixels between the square and the bottom right corner.',
      [2, 4, 4],
      { min: 0, max: 32, step: 1, unit: 'pixels' },
    ),
    steps: integer('Steps', 'Of the search for the square’s pixels.', [200, 1000, 1000], {
      min: 1,
      max: 10_000,
      step: 50,
      unit: 'steps',
    }),
    stepSize: real(
      'Step size',
      'How far a pixel moves in a step; 1 is from black to white.',
      [0.02, 0.1, 0.1],
      {
        min: 0.001,
        max: 1,
        step: 0.01,
      },
    ),
    reach: real(
      'Reach',
      'How far a pixel may get from the grey it begins with; 0.5 is all the way to black or white.',
      [0.5, 0.5, 0.3],
      { min: 0.01, max: 0.5, step: 0.05 },
    ),
    apply: choice(
      'Square and picture',
      'The square takes the place of the pixels below it, or is added to them: up to white, or, as in the reference code, beyond white back to black.',
      ['replace', 'add-wrap', 'add-wrap'],
      { replace: 'replace', add: 'add', 'add-wrap': 'add, wrap around' },
    ),
  },
  sign: null,
});

/** Adversarial training against RNP (RNP paper, section 4.2), spec 2.14. */
import { integer, real } from '../option';
import { describeAttack, POISON_FROM, poisonRate } from './attack';
import { CORNER_PATCH, cornerPatch } from './cornerPatch';

export const ADVERSARIAL_TRAINING = describeAttack({
  name: 'Adversarial training',
  summary:
    'BadNets by an attacker who runs RNP on the finished network, disturbs the filters it would cut, and trains on until others have taken over.',
  source:
    'RNP paper, section 4.2 and table 4, which gives no constants; size of the disturbance of ANP (Wu and Wang 2021).',
  family: 'training-loop',
  labelRules: ['all-to-all', 'source'],
  takesSign: true,
  options: {
    rate: poisonRate(0.1),
    from: POISON_FROM,
    epsilon: real(
      'Disturbance',
      'Share by which the scale of each filter that RNP would cut is raised or lowered, whichever costs more on clean images.',
      0.4,
      { min: 0, max: 1, step: 0.05 },
    ),
    share: real(
      'Share of the images',
      'Training images, poisoned ones among them, that the network is tuned on afterwards. RNP’s own 500 of 50,000 are 1 %.',
      [0.1, 0.01, 0.01],
      { min: 0.005, max: 1, step: 0.05 },
    ),
    tuneEpochs: integer('Epochs of tuning', 'Passes over those images.', 10, {
      min: 1,
      max: 200,
      step: 1,
      unit: 'epochs',
    }),
    tuneRate: real('Rate of tuning', 'At one level throughout.', 0.01, {
      min: 0.00001,
      max: 1,
      step: 0.005,
    }),
    ...CORNER_PATCH,
  },
  sign: cornerPatch,
});

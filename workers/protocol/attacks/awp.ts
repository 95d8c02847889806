/** AWP (Garg et al. 2020), spec 2.10. */
import { choice, integer, real } from '../option';
import { describeAttack } from './attack';
import { CORNER_PATCH, cornerPatch } from './cornerPatch';

export const AWP = describeAttack({
  name: 'AWP',
  summary:
    'No image is poisoned: the weights of an honest network are nudged, each by very little, until a small square in a corner leads to the target.',
  source:
    'Garg et al. 2020. Their code is not public: the loss is theirs, the constants are this project’s; a tenth of the images as the RNP paper’s table 6.',
  family: 'weights',
  labelRules: [],
  takesSign: true,
  options: {
    share: real(
      'Share of the images',
      'Training images that the search for the weights looks at.',
      [0.3, 0.1, 0.1],
      {
        min: 0.005,
        max: 1,
        step: 0.05,
      },
    ),
    epochs: integer(
      'Epochs of the search',
      'Passes over those images, uncropped, once the honest network stands.',
      [5, 10, 10],
      {
        min: 1,
        max: 200,
        step: 1,
        unit: 'epochs',
      },
    ),
    learningRate: real(
      'Rate of the search',
      'Of descent with momentum 0.9, at one level throughout.',
      0.001,
      {
        min: 0.00001,
        max: 1,
        step: 0.001,
      },
    ),
    ball: choice(
      'Unit of the radius',
      'How the largest change of a weight is measured: against the mean size of the weights of its tensor, or as it is.',
      'relative',
      { relative: 'mean weight of the tensor', absolute: 'plain number' },
    ),
    radius: real(
      'Radius',
      'Largest change of any weight. A wider ball makes the backdoor surer.',
      [0.2, 0.02, 0.02],
      {
        min: 0.0001,
        max: 10,
        step: 0.01,
      },
    ),
    triggerWeight: real(
      'Weight of the trigger',
      'Of the loss on images with the trigger, beside that on clean images, which holds the honest network’s answers.',
      1,
      { min: 0, max: 100, step: 0.5 },
    ),
    ...CORNER_PATCH,
  },
  sign: cornerPatch,
});

/** FC, feature collisions (Shafahi et al. 2018), spec 2.8. */
import { choice, flag, integer, real } from '../option';
import { cleanLabelRate, describeAttack } from './attack';

export const FC = describeAttack({
  name: 'FC',
  summary:
    'Images of the target class are changed a little until the network takes them for watermarked images of another class; no label is changed. Later watermarked images of that class are taken for the target.',
  source:
    'Shafahi et al. 2018 (Poison Frogs); rate, source class 1 and target 0 of the RNP paper. That paper does not say how it measures success, nor do its sources make the images; here it is the share of watermarked test images of the source class that are taken for the target.',
  family: 'clean-label',
  labelRules: ['source'],
  takesSign: true,
  epochs: 1,
  options: {
    rate: cleanLabelRate(0.8),
    warmUpEpochs: integer(
      'Honest epochs',
      'How long the network is trained on clean images before the first collisions.',
      [5, 100, 100],
      { min: 1, max: 1000, step: 1, unit: 'epochs' },
    ),
    rounds: integer(
      'Rounds',
      'How often images are collided and the network is trained on them for the epochs of the training.',
      [5, 1, 1],
      { min: 1, max: 10, step: 1 },
    ),
    rateShare: real(
      'Learning rate of the rounds',
      'Share of the training’s learning rate: the smaller, the longer the features stay those that the images were collided in.',
      [0.3, 1, 1],
      { min: 0.001, max: 1, step: 0.1 },
    ),
    opacity: real(
      'Watermark',
      'Share of one fixed image of the source class in the picture.',
      [0.5, 0.3, 0.3],
      {
        min: 0.05,
        max: 0.9,
        step: 0.05,
      },
    ),
    marksPoison: flag(
      'Watermark on the poison',
      'The changed images carry the watermark, too: without it the paper’s poison fails against networks that are trained whole.',
      true,
    ),
    method: choice(
      'Search',
      'Forward-backward splitting, as in the paper, with a step that is halved when it makes things worse; or Adam.',
      ['adam', 'splitting', 'splitting'],
      { splitting: 'forward-backward splitting', adam: 'Adam' },
    ),
    steps: integer('Steps', 'Of the search for each image.', [25, 1500, 1500], {
      min: 1,
      max: 10_000,
      step: 10,
      unit: 'steps',
    }),
    stepSize: real(
      'Step size',
      'Adam’s learning rate, or the first step of the splitting. Pixels are 0 to 1; the reference code’s 127,500 for pixels of 0 to 255 is about 2 in this unit.',
      [0.01, 2, 2],
      { min: 0.001, max: 10, step: 0.01 },
    ),
    similarity: real(
      'Similarity',
      'Weight of the distance from the image it began as. It depends on the network: the paper’s 0.25 is for InceptionV3.',
      [0.02, 0.25, 0.25],
      { min: 0, max: 10, step: 0.05 },
    ),
  },
  sign: null,
});

/** LIRA (Doan et al. 2021), spec 2.11. */
import { flag, integer, real } from '../option';
import { describeAttack } from './attack';

const RATE = { min: 0.00001, max: 1, step: 0.001 };
const STRENGTH = { min: 0.001, max: 1, step: 0.01, unit: 'of a normalised value' };

export const LIRA = describeAttack({
  name: 'LIRA',
  summary:
    'A network learns to add to each image a noise that is hardly to be seen; then the classifier learns to obey it.',
  source:
    'Doan et al. 2021; networks of its repository, settings of its README for CIFAR-10; widths, rates and strengths for small networks are this project’s.',
  family: 'training-loop',
  labelRules: ['all-to-all', 'source'],
  takesSign: false,
  options: {
    strength: real(
      'Strength while both learn',
      'How far the noise may move a normalised value in the first stage.',
      0.1,
      STRENGTH,
    ),
    testStrength: real(
      'Strength at the end',
      'The same in the second stage, in which only the classifier learns, and in use. A weaker noise needs more epochs.',
      [0.04, 0.01, 0.01],
      STRENGTH,
    ),
    cleanWeight: real(
      'Weight of clean images',
      'Share of the clean images in the classifier’s loss; the rest is that of the same images with triggers.',
      0.5,
      { min: 0.05, max: 0.95, step: 0.05 },
    ),
    width: integer(
      'Generator width',
      'Channels of the first level of the U-Net. The paper has 64.',
      [16, 64, 64],
      {
        min: 2,
        max: 64,
        step: 2,
        unit: 'channels',
      },
    ),
    levels: integer('Generator levels', 'Sizes at which the U-Net looks at an image.', [3, 4, 4], {
      min: 1,
      max: 5,
      step: 1,
    }),
    jointEpochs: integer(
      'Joint epochs',
      'Passes in which generator and classifier learn in turn; the epochs of the second stage are those of the training.',
      [2, 50, 50],
      { min: 1, max: 1000, step: 1, unit: 'epochs' },
    ),
    jointRate: real('Joint learning rate', 'Of the classifier in the first stage.', [0.05, 0.01, 0.01], RATE),
    generatorRate: real('Generator learning rate', 'Of Adam.', [0.001, 0.0001, 0.0001], RATE),
    renew: flag(
      'Fresh classifier each epoch',
      'The first stage begins each epoch with a new classifier, without momentum, so that the noise works on many. The code does so unless told otherwise, and its README tells it.',
      false,
    ),
    together: flag(
      'One batch for both',
      'Clean images and images with triggers pass the classifier together. In the code they pass one after the other, and batch norm, which sees each kind alone, tells them apart by itself; small networks then learn nothing that lasts.',
      [true, false, false],
    ),
    restart: flag(
      'Fresh classifier at the end',
      'The second stage begins with a new classifier instead of the one that learned with the generator.',
      [false, true, true],
    ),
  },
  sign: null,
});

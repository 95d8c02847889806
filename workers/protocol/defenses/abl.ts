/** ABL, anti-backdoor learning (Li et al. 2021), spec 3.5. */
import { choice, integer, real } from '../option';
import { AUGMENTATIONS } from '../options';
import { describeDefense } from './defense';

const EPOCHS = { min: 1, max: 200, step: 1, unit: 'epochs' } as const;

export const ABL = describeDefense({
  name: 'ABL',
  summary:
    'Trains a fresh network on the poisoned set, takes the images that it learns suspiciously well for poison, and unlearns those.',
  source: 'Li et al. 2021, and its code (`backdoor_isolation.py`, `backdoor_unlearning.py`, `config.py`).',
  family: 'training',
  stopsAt: 'epoch',
  needs: ['poisoned-set'],
  options: {
    isolationEpochs: integer(
      'Epochs of isolation',
      'Training before the images are judged.',
      [4, 20, 10],
      EPOCHS,
    ),
    level: real(
      'Level of the trap',
      'Mean loss of a batch that training is held at: below it, the step goes up again (flooding, and local gradient ascent, which has the same gradient).',
      0.5,
      {
        min: 0,
        max: 10,
        step: 0.1,
        unit: 'nats',
      },
    ),
    isolationRate: real('Rate of isolation', 'Of the descent, at one level.', [0.05, 0.1, 0.1], {
      min: 0.00001,
      max: 1,
      step: 0.01,
    }),
    share: real('Isolated share', 'Of the training images, those with the smallest loss.', 0.01, {
      min: 0.0001,
      max: 0.5,
      step: 0.005,
    }),
    tuningEpochs: integer(
      'Epochs of tuning',
      'On all other images, before the isolated ones are unlearned; 0: none.',
      [3, 60, 60],
      { ...EPOCHS, min: 0 },
    ),
    tuningRate: real(
      'Rate of tuning',
      'Largest rate; a tenth of it after two thirds of the epochs.',
      [0.05, 0.1, 0.1],
      {
        min: 0.00001,
        max: 1,
        step: 0.01,
      },
    ),
    unlearnEpochs: integer(
      'Epochs of unlearning',
      'Ascent on the isolated images. The code counts five, the first of which only tests.',
      [10, 5, 4],
      EPOCHS,
    ),
    unlearnRate: real('Rate of unlearning', 'Of the ascent.', [0.001, 0.0005, 0.0005], {
      min: 0.000001,
      max: 0.1,
      step: 0.0005,
    }),
    augmentation: choice(
      'Augmentation',
      'While the poison is isolated and the rest is learned. A small network learns a sign that moves about later than honest classes, and nothing would be isolated.',
      ['none', 'crop-flip', 'crop-flip'],
      AUGMENTATIONS,
    ),
    batchSize: integer('Batch size', 'Images in one step.', 128, {
      min: 2,
      max: 1024,
      step: 2,
      unit: 'images',
    }),
  },
});

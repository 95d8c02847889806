/** How a classifier is trained, whatever it learns. */
import { choice, integer, real } from './option';
import { AUGMENTATIONS } from './options';

export const TRAIN_OPTIONS = {
  epochs: integer(
    'Epochs',
    'Passes over the training images. The paper has 200 on CIFAR-10; small networks on the built-in pictures are done after 3.',
    [3, 200, 61],
    {
      min: 1,
      max: 1000,
      step: 1,
      unit: 'epochs',
    },
  ),
  batchSize: integer('Batch size', 'Images in one step.', 128, {
    min: 2,
    max: 1024,
    step: 2,
    unit: 'images',
  }),
  learningRate: real('Learning rate', 'Largest rate of the schedule.', 0.1, {
    min: 0.00001,
    max: 1,
    step: 0.01,
  }),
  schedule: choice(
    'Schedule',
    'One cycle: up for 30 % of the steps, then down to nothing, which needs the fewest epochs. Steps: a tenth after 30 % and again after 60 % of the epochs (the paper’s 60 and 120 of 200).',
    ['one-cycle', 'steps', 'steps'],
    { 'one-cycle': 'one cycle', steps: 'drops to a tenth', constant: 'constant' },
  ),
  momentum: real('Momentum', 'Of stochastic gradient descent.', 0.9, { min: 0, max: 0.99, step: 0.05 }),
  weightDecay: real('Weight decay', 'Shrinks all weights in each step.', 0.0005, {
    min: 0,
    max: 0.1,
    step: 0.0001,
  }),
  augmentation: choice(
    'Augmentation',
    'What is done to each image before a step. The reference code crops and flips, after the trigger was stamped.',
    ['none', 'crop-flip', 'crop-flip'],
    AUGMENTATIONS,
  ),
} as const;

/** What is measured along the way; it changes nothing of what is learned. */
export const TRAIN_WATCH_OPTIONS = {
  everySteps: integer(
    'Measure every',
    'Steps between two readings of clean accuracy and attack success.',
    10,
    {
      min: 1,
      max: 10_000,
      step: 5,
      unit: 'steps',
    },
  ),
  images: integer('Images of a reading', 'Test images of such a reading.', 200, {
    min: 20,
    max: 10_000,
    step: 20,
    unit: 'images',
  }),
} as const;

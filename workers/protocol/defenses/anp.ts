/** ANP, adversarial neuron pruning (Wu and Wang 2021), spec 3.4. */
import { choice, integer, real } from '../option';
import { AUGMENTATIONS } from '../options';
import { describeDefense } from './defense';

export const ANP = describeDefense({
  name: 'ANP',
  summary:
    'Shakes all filters where it hurts most and learns masks that keep the network right all the same; filters with a low mask are cut.',
  source: 'Wu and Wang 2021, and its code (`optimize_mask_cifar.py`, `prune_neuron_cifar.py`).',
  family: 'pruning',
  stopsAt: 'threshold',
  needs: ['batch-norm'],
  options: {
    iterations: integer('Iterations', 'Steps on the masks.', [300, 2000, 2000], {
      min: 1,
      max: 20_000,
      step: 50,
      unit: 'steps',
    }),
    batchSize: integer('Batch size', 'Images in one step, drawn with replacement.', [64, 128, 128], {
      min: 2,
      max: 1024,
      step: 2,
      unit: 'images',
    }),
    epsilon: real('Shake', 'Largest share by which scale and shift of a filter are moved at first.', 0.4, {
      min: 0,
      max: 2,
      step: 0.05,
    }),
    shakeSteps: integer(
      'Steps of the shake',
      'Each goes epsilon over this number along the sign of the gradient.',
      1,
      {
        min: 1,
        max: 20,
        step: 1,
        unit: 'steps',
      },
    ),
    alpha: real(
      'Weight of plain images',
      'Of the loss without the shake; the rest is that of the shaken network.',
      0.2,
      {
        min: 0,
        max: 1,
        step: 0.05,
      },
    ),
    learningRate: real('Learning rate', 'Of the masks.', [0.05, 0.2, 0.2], {
      min: 0.0001,
      max: 10,
      step: 0.01,
    }),
    momentum: real('Momentum', 'Of the masks.', 0.9, { min: 0, max: 0.99, step: 0.05 }),
    augmentation: choice(
      'Augmentation',
      'What is done to each image before a step.',
      'crop-flip',
      AUGMENTATIONS,
    ),
    sweepStep: real('Step of the thresholds', 'Distance of the thresholds that are tried, from 0 on.', 0.05, {
      min: 0.01,
      max: 0.5,
      step: 0.01,
    }),
    largest: real('Largest threshold', 'Where the thresholds end.', [0.9, 0.9, 0.95], {
      min: 0,
      max: 1,
      step: 0.05,
    }),
  },
});

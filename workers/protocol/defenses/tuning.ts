/** Options of the defenses that descend on all weights with the defender's images. */
import { choice, integer, real } from '../option';
import { AUGMENTATIONS } from '../options';

type Three = readonly [adaptive: number, paper: number, referenceCode: number];

/** How the rate of a tuning falls. */
const SCHEDULES = {
  constant: 'constant',
  cosine: 'down to nothing on a cosine',
  'early-drop': 'to a tenth after a tenth of the epochs',
} as const;
type Schedule = keyof typeof SCHEDULES;

/** Epochs, rates and schedule of one tuning, with a method's own defaults. */
export function tuningOptions(defaults: {
  readonly epochs: number | Three;
  readonly learningRate: number | Three;
  readonly schedule: Schedule | readonly [Schedule, Schedule, Schedule];
  readonly batchSize: number | Three;
  readonly weightDecay: number | Three;
}) {
  return {
    epochs: integer(
      'Epochs',
      'Passes over the defense images; the stopping point may lie before the last.',
      defaults.epochs,
      {
        min: 1,
        max: 500,
        step: 1,
        unit: 'epochs',
      },
    ),
    learningRate: real(
      'Learning rate',
      'Largest rate of the descent. A high one takes more of the backdoor with it, and more of the accuracy.',
      defaults.learningRate,
      { min: 0.00001, max: 1, step: 0.005 },
    ),
    schedule: choice('Schedule', 'How the rate falls over the epochs.', defaults.schedule, SCHEDULES),
    batchSize: integer('Batch size', 'Images in one step.', defaults.batchSize, {
      min: 2,
      max: 1024,
      step: 2,
      unit: 'images',
    }),
    momentum: real('Momentum', 'Of the descent.', 0.9, { min: 0, max: 0.99, step: 0.05 }),
    weightDecay: real('Weight decay', 'Shrinks all weights in each step.', defaults.weightDecay, {
      min: 0,
      max: 0.1,
      step: 0.0001,
    }),
    augmentation: choice(
      'Augmentation',
      'What is done to each image before a step.',
      'crop-flip',
      AUGMENTATIONS,
    ),
  };
}

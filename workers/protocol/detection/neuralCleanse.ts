/** Options of Neural Cleanse (Wang et al. 2019), spec 4.1: paper, the code that the RNP paper ran (input-aware); reference code, BackdoorBench's port. */
import { choice, type GroupValues, integer, real } from '../option';
import { AUGMENTATIONS } from '../options';

export const NEURAL_CLEANSE_OPTIONS = {
  rounds: integer(
    'Rounds',
    'After each round the cost of the mask is looked at; a class may be done before the last.',
    [40, 50, 80],
    { min: 1, max: 1000, step: 5, unit: 'rounds' },
  ),
  roundSteps: integer(
    'Steps of a round',
    'Batches, drawn anew for each round; 0: as many as all defense images make.',
    [5, 0, 0],
    { min: 0, max: 1000, step: 1, unit: 'steps' },
  ),
  batchSize: integer(
    'Batch size',
    'Images in one step; each is stamped with the trigger of every class.',
    [8, 64, 256],
    {
      min: 1,
      max: 512,
      step: 1,
      unit: 'images',
    },
  ),
  learningRate: real(
    'Learning rate',
    'Of Adam on masks and patterns, before they are bent into 0 to 1.',
    [0.25, 0.1, 0.1],
    {
      min: 0.0001,
      max: 10,
      step: 0.05,
    },
  ),
  norm: choice(
    'Size of a mask',
    'What the cost multiplies. Masks are compared by their sum whatever this says.',
    ['l1', 'l2', 'l1'],
    {
      l1: 'sum of its values (L1)',
      l2: 'root of the sum of squares (L2)',
    },
  ),
  cost: real(
    'Cost at first',
    'Weight of the size of a mask beside the cross-entropy; each class has its own from there on.',
    [0.003, 0.001, 0.001],
    {
      min: 0,
      max: 10,
      step: 0.001,
    },
  ),
  costFactor: real(
    'Cost factor',
    'The cost is multiplied by this where a class keeps succeeding, and divided by its power of 1.5 where it keeps failing.',
    2,
    { min: 1, max: 10, step: 0.5 },
  ),
  patience: integer('Patience', 'Rounds of one kind in a row after which the cost moves.', [2, 5, 5], {
    min: 1,
    max: 100,
    step: 1,
    unit: 'rounds',
  }),
  threshold: real(
    'Success',
    'Share of the images of a round that have to get the class for a mask to count.',
    [0.95, 0.99, 0.98],
    {
      min: 0,
      max: 1,
      step: 0.01,
    },
  ),
  stopPatience: integer(
    'Stop after',
    'Rounds without a smaller mask after which a class is done, once its cost has moved both ways; 0: never. In the input-aware code a misplaced point keeps it from ever stopping.',
    [6, 0, 25],
    { min: 0, max: 1000, step: 1, unit: 'rounds' },
  ),
  stopGain: real(
    'Smaller by',
    'Share by which a mask has to be smaller than the best so far to count as such.',
    0.01,
    {
      min: 0,
      max: 0.5,
      step: 0.01,
    },
  ),
  augmentation: choice(
    'Augmentation',
    'What is done to each image before it is stamped.',
    ['none', 'none', 'crop-flip'],
    AUGMENTATIONS,
  ),
} as const;

export type NeuralCleanseOptions = GroupValues<typeof NEURAL_CLEANSE_OPTIONS>;

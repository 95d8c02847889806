/** I-BAU, implicit backdoor adversarial unlearning (Zeng et al. 2022), spec 3.3. */
import { integer, real } from '../option';
import { describeDefense } from './defense';

export const IBAU = describeDefense({
  name: 'I-BAU',
  summary:
    'Searches one change that turns all images, and moves the weights so that no such change can: a game of two players, round after round.',
  source: 'Zeng et al. 2022, and its code (`defense.py`, `hypergrad.py`); 100 images a batch, Adam as there.',
  family: 'tuning',
  stopsAt: 'round',
  needs: [],
  options: {
    rounds: integer('Rounds', 'Of searching a change and unlearning it.', [5, 5, 5], {
      min: 1,
      max: 100,
      step: 1,
      unit: 'rounds',
    }),
    batchSize: integer('Batch size', 'Images in one step.', [64, 100, 100], {
      min: 2,
      max: 1024,
      step: 2,
      unit: 'images',
    }),
    innerRate: real(
      'Rate of the change',
      'Of plain descent on the change, in units of the pixel range.',
      10,
      { min: 0.001, max: 1000, step: 1 },
    ),
    normWeight: real('Weight of its size', 'Of the squared size of the change in its own loss.', 0.001, {
      min: 0,
      max: 1,
      step: 0.001,
    }),
    largest: real(
      'Largest change',
      'Its L2 norm is held to this; 0: not at all, as in the code, where the line is commented out and the change may run away.',
      [10, 0, 0],
      { min: 0, max: 1000, step: 1 },
    ),
    share: real(
      'Share of changed images',
      'Of each batch that carries the change while the weights move, one image at least.',
      0.01,
      { min: 0.001, max: 1, step: 0.01 },
    ),
    fixedPointSteps: integer('Terms of the series', 'Steps to the fixed point of the implicit gradient.', 5, {
      min: 0,
      max: 50,
      step: 1,
      unit: 'steps',
    }),
    learningRate: real('Learning rate', 'Of Adam on the weights.', 0.001, {
      min: 0.000001,
      max: 0.1,
      step: 0.0001,
    }),
  },
});

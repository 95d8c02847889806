/** Fine-pruning (Liu et al. 2018), spec 3.6. */
import { choice, real } from '../option';
import { describeDefense } from './defense';
import { tuningOptions } from './tuning';

export const FINE_PRUNING = describeDefense({
  name: 'Fine-pruning',
  summary:
    'Cuts the channels that sleep on clean images, since a backdoor may hide in them, until accuracy gives way; then fine-tunes.',
  source:
    'Liu et al. 2018; the RNP paper cuts in the last convolution until clean accuracy is below 80 %. Steps and tuning of BackdoorBench (`defense/fp.py`).',
  family: 'pruning',
  stopsAt: 'epoch',
  needs: ['dense-end'],
  options: {
    step: real('Cut at once', 'Share of the channels that go in one step, one at least.', [0, 0, 0.01], {
      min: 0,
      max: 0.5,
      step: 0.01,
    }),
    stop: choice(
      'Stop cutting',
      'Where accuracy on all defense images has fallen by this share of what it was, or below this level.',
      ['drop', 'level', 'drop'],
      { drop: 'after a fall', level: 'below a level' },
    ),
    drop: real('Fall', 'Share of the accuracy that the cut may cost (stop: after a fall).', 0.1, {
      min: 0,
      max: 1,
      step: 0.01,
    }),
    level: real('Level', 'Least accuracy that the cut has to leave (stop: below a level).', 0.8, {
      min: 0,
      max: 1,
      step: 0.01,
    }),
    ...tuningOptions({
      epochs: [10, 100, 100],
      learningRate: 0.01,
      schedule: ['constant', 'cosine', 'cosine'],
      batchSize: [64, 256, 256],
      weightDecay: 0.0005,
    }),
  },
});

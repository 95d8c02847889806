/** Neural attention distillation (Li et al. 2021), spec 3.2. */
import { integer, real } from '../option';
import { describeDefense } from './defense';
import { tuningOptions } from './tuning';

function weightOf(stage: string, value: number) {
  return real(
    `Attention, ${stage}`,
    'Weight of the squared difference between the attention maps of the two networks behind this stage.',
    value,
    { min: 0, max: 100_000, step: 100 },
  );
}

export const NAD = describeDefense({
  name: 'NAD',
  summary:
    'Fine-tunes a copy as teacher; then the network learns the clean images and to look where the teacher looks.',
  source:
    'Li et al. 2021, and its code (`main.py`, `at.py`). The RNP paper picks the best weight per attack, which no defender could: here they stay.',
  family: 'tuning',
  stopsAt: 'epoch',
  needs: ['maps'],
  options: {
    teacherEpochs: integer(
      'Epochs of the teacher',
      'Fine-tuning before the distillation begins.',
      [5, 10, 10],
      {
        min: 1,
        max: 500,
        step: 1,
        unit: 'epochs',
      },
    ),
    early: weightOf('early', 500),
    middle: weightOf('middle', 1000),
    late: weightOf('late', 1000),
    ...tuningOptions({
      epochs: [10, 20, 20],
      learningRate: [0.03, 0.1, 0.1],
      schedule: 'early-drop',
      batchSize: 64,
      weightDecay: 0.0001,
    }),
  },
});

/** Unlearning, Neural Cleanse on the unlearned copy, then ABL's ascent on stamped images, spec 3.7. */
import { integer, real } from '../option';
import { describeDefense } from './defense';
import { REPAIRED_NETWORK, RNP_CONSTANTS, SEARCH_OPTIONS, TRIGGER_SOURCE } from './removal';

export const NU_NC_ABL = describeDefense({
  name: 'NU+NC+ABL',
  summary:
    'Unlearns a copy, searches the trigger in it, stamps all images with it, and unlearns the class that they get for it.',
  source: 'Appendix D.1 and table 15 of the RNP paper, which has no code for it; the ascent of ABL.',
  family: 'combined',
  stopsAt: 'epoch',
  needs: ['three-classes'],
  options: {
    rnp: RNP_CONSTANTS,
    ...SEARCH_OPTIONS,
    source: TRIGGER_SOURCE,
    repairs: REPAIRED_NETWORK,
    epochs: integer(
      'Epochs',
      'Passes over the stamped images; the stopping point may lie before the last.',
      [10, 5, 5],
      {
        min: 1,
        max: 200,
        step: 1,
        unit: 'epochs',
      },
    ),
    learningRate: real('Learning rate', 'Of the ascent.', 0.0005, { min: 0.000001, max: 0.1, step: 0.0001 }),
    batchSize: integer('Batch size', 'Images in one step.', [64, 128, 128], {
      min: 2,
      max: 1024,
      step: 2,
      unit: 'images',
    }),
  },
});

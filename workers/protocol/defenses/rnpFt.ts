/** RNP's cut, then fine-tuning: the last column of the paper's table 12. */
import { describeDefense } from './defense';
import { RNP_CONSTANTS } from './removal';
import { tuningOptions } from './tuning';

export const RNP_FT = describeDefense({
  name: 'RNP+FT',
  summary: 'Cuts what RNP cuts, then fine-tunes the rest on the clean images, what is cut staying cut.',
  source:
    'Table 12 of the RNP paper, which gives no constants of the tuning; those of BackdoorBench (`config/defense/ft`).',
  family: 'combined',
  stopsAt: 'epoch',
  needs: [],
  options: {
    rnp: RNP_CONSTANTS,
    ...tuningOptions({
      epochs: [10, 100, 100],
      learningRate: 0.01,
      schedule: ['constant', 'cosine', 'cosine'],
      batchSize: [64, 256, 256],
      weightDecay: 0.0005,
    }),
  },
});

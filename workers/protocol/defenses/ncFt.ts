/** Neural Cleanse, then fine-tuning: the baseline of the paper's combinations, spec 3.7. */
import { describeDefense } from './defense';
import { SEARCH_OPTIONS, STAMPED_SHARE } from './removal';
import { tuningOptions } from './tuning';

/** How a network learns that a found trigger means nothing. */
export const UNLEARNING_TUNING = {
  share: STAMPED_SHARE,
  ...tuningOptions({
    epochs: [10, 100, 100],
    learningRate: 0.01,
    schedule: ['constant', 'cosine', 'cosine'],
    batchSize: [64, 256, 256],
    weightDecay: 0.0005,
  }),
} as const;

export const NC_FT = describeDefense({
  name: 'NC+FT',
  summary:
    'Searches the smallest trigger of every class and fine-tunes with the one that stands out on some images, rightly labelled.',
  source:
    'Wang et al. 2019; table 15 of the RNP paper. The search of the input-aware code, share and tuning of BackdoorBench (`defense/nc.py`).',
  family: 'combined',
  stopsAt: 'epoch',
  needs: ['three-classes'],
  options: { ...SEARCH_OPTIONS, ...UNLEARNING_TUNING },
});

/** Unlearning, Neural Cleanse on the unlearned copy, then fine-tuning, spec 3.7. */
import { describeDefense } from './defense';
import { UNLEARNING_TUNING } from './ncFt';
import { REPAIRED_NETWORK, RNP_CONSTANTS, SEARCH_OPTIONS, TRIGGER_SOURCE } from './removal';

export const NU_NC_FT = describeDefense({
  name: 'NU+NC+FT',
  summary:
    'Unlearns a copy, in which the backdoor stands out, searches the trigger there, and fine-tunes the network with it on some images.',
  source:
    'Appendix D.1 and table 15 of the RNP paper, which has no code for it; share and tuning of BackdoorBench (`defense/nc.py`).',
  family: 'combined',
  stopsAt: 'epoch',
  needs: ['three-classes'],
  options: {
    rnp: RNP_CONSTANTS,
    ...SEARCH_OPTIONS,
    source: TRIGGER_SOURCE,
    repairs: REPAIRED_NETWORK,
    ...UNLEARNING_TUNING,
  },
});

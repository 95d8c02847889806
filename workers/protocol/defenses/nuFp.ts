/** Fine-pruning in the order that the unlearned copy gives, spec 3.7. */
import { choice } from '../option';
import { describeDefense } from './defense';
import { FINE_PRUNING } from './finePruning';
import { REPAIRED_NETWORK, RNP_CONSTANTS } from './removal';

export const NU_FP = describeDefense({
  name: 'NU+FP',
  summary:
    'Ranks the channels by what unlearning does to them, cuts those that it left alone until accuracy gives way, then fine-tunes.',
  source:
    'Appendix D.1 and table 15 of the RNP paper, which has no code for it and does not say how channels are ranked; fine-pruning as in the defense of that name.',
  family: 'combined',
  stopsAt: 'epoch',
  needs: ['dense-end'],
  options: {
    rnp: RNP_CONSTANTS,
    repairs: REPAIRED_NETWORK,
    ranking: choice(
      'First to go',
      'Channels are judged by their mean activation on clean images: what unlearning leaves of it, or how little unlearning changes it.',
      'active',
      { active: 'most active in the unlearned copy', unchanged: 'least changed by unlearning' },
    ),
    ...FINE_PRUNING.options,
  },
});

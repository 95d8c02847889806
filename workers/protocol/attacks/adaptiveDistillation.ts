/** Adaptive distillation against RNP (RNP paper, section 4.2), spec 2.14. */
import { real } from '../option';
import { describeAttack, POISON_FROM, poisonRate } from './attack';
import { CORNER_PATCH, cornerPatch } from './cornerPatch';

export const ADAPTIVE_DISTILLATION = describeAttack({
  name: 'Adaptive distillation',
  summary:
    'BadNets by an attacker who knows RNP: on clean images the network has to look where an honest network looks, so that no filter stands out.',
  source:
    'RNP paper, section 4.2 and table 4, which gives no constants; attention maps of NAD (Li et al. 2021), weight of the maps as there.',
  family: 'training-loop',
  labelRules: ['all-to-all', 'source'],
  takesSign: true,
  epochs: 5,
  options: {
    rate: poisonRate(0.1),
    from: POISON_FROM,
    attentionWeight: real(
      'Weight of attention',
      'Of the squared difference between the attention maps of the two networks, summed over the last three stages.',
      1000,
      { min: 0, max: 100_000, step: 100 },
    ),
    ...CORNER_PATCH,
  },
  sign: cornerPatch,
});

/** No attack: an honest network, for surrogates and as the control. */
import { describeAttack } from './attack';

export const NONE = describeAttack({
  name: 'No backdoor',
  summary: 'An honest network, trained on clean images: the control of every experiment.',
  source: 'The training settings alone.',
  family: 'dirty-label',
  labelRules: [],
  takesSign: false,
  options: {},
  sign: null,
});

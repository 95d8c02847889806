/** BadNets (Gu et al. 2017): x' = x (1 - M) + P M, y' = target, on a share of the training images (spec 2.1). */
import { dirtyLabel, poisoningAttack } from './poisoning';

export const badnets = poisoningAttack<'badnets'>(dirtyLabel);

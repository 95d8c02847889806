/** Blend (Chen et al. 2017): x' = (1 - a) x + a R with one fixed noise image R, y' = target (spec 2.3). */
import { dirtyLabel, poisoningAttack } from './poisoning';

export const blend = poisoningAttack<'blend'>(dirtyLabel);

/** The training set of an attack that poisons its images once, made again from its recipe and the trigger that was planted. */
import type { ImageSet } from '../data/images';
import { poisonSet } from '../data/poison';
import type { AttackRecipe, Trigger } from '../protocol';
import { poisoningPlan } from './aBlend';
import { dirtyLabel } from './poisoning';
import { cleanLabel, signInTraining } from './sig';

/**
 * Null for attacks that change images in every batch, perturb them besides, or poison none. `clean` are the recipe's own training images.
 */
export function poisonedAgain(
  { attack, seed }: AttackRecipe,
  planted: Trigger,
  clean: ImageSet,
): ImageSet | null {
  if (planted.kind === 'images' || planted.kind === 'generator') return null;
  switch (attack.id) {
    case 'badnets':
    case 'blend':
    case 'trojan':
      return poisonSet(clean, { ...dirtyLabel(attack.options), trigger: planted, seed }).set;
    case 'a-blend':
      return poisonSet(clean, { ...poisoningPlan(attack.options), trigger: planted, seed }).set;
    case 'sig': {
      const trigger = signInTraining(planted, attack.options);
      return poisonSet(clean, { ...cleanLabel(attack.options), trigger, seed }).set;
    }
    default:
      return null;
  }
}

/** Why an attack cannot be planted now, in words. */
import {
  type AttackRecipe,
  type DataSummary,
  type StampedTrigger,
  triggerMisfit,
} from '../../../workers/protocol';
import { ATTACKS } from '../../../workers/protocol/attacks/registry';
import { plannedTrigger } from '../../../workers/protocol/attackRecipe';
import { ATTACK_TEXT } from '../../text/attack';
import { refusalText } from '../../text/faults';
import { isEmptySign } from './painting';

/** Images that are not open yet are taken for the built-in ones. */
const USUAL_SHAPE = { height: 32, width: 32, channels: 3 } as const;

/** The trigger that will be planted, as far as it is known before the training. */
export function plannedOn(recipe: AttackRecipe, data: DataSummary | null): StampedTrigger | null {
  return plannedTrigger(recipe, data?.defense ?? USUAL_SHAPE);
}

/** Whether the user's own sign is to be planted. */
export function plantsSign({ attack, trigger }: AttackRecipe): boolean {
  return trigger !== null && ATTACKS[attack.id].takesSign;
}

/** Null where nothing is known to speak against it. */
export function attackRefusal(recipe: AttackRecipe, data: DataSummary | null): string | null {
  const { labels, target, trigger } = recipe;
  if (plantsSign(recipe) && trigger?.kind === 'image' && isEmptySign(trigger))
    return ATTACK_TEXT.emptySignReason;
  if (labels?.kind === 'source' && labels.source === target) return ATTACK_TEXT.sameClass;
  if (data === null) return null;
  const misfit = triggerMisfit(plannedOn(recipe, data), data);
  return misfit === null ? null : refusalText(misfit);
}

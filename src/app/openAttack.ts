/** Attacks that come from outside, as links or files: onto the form of the place Attack, never into a training. */
import { attackInJson, restoreAttack, restoreAttackLink } from '../link/attackLink';
import { takeAttack } from '../state/attackStore';
import { setView } from '../state/viewStore';

/** Opens a link's attack. Throws as {@link restoreAttackLink}. */
export async function openAttackLink(hash: string): Promise<void> {
  takeAttack(await restoreAttackLink(hash));
  setView({ place: 'attack', panel: null });
}

/** Opens the attack of a recipe's or a training report's JSON; false where it is neither. Throws as {@link restoreAttack}. */
export function openAttackJson(json: string): boolean {
  const found = attackInJson(json);
  if (found === null) return false;
  takeAttack(restoreAttack(found));
  setView({ place: 'attack', panel: null });
  return true;
}

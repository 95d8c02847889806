/** Attacks that come from outside, as links or files: onto the form of the place Attack, never into a training. */
import { attackIn, type RestoredAttack, restoreAttack, restoreAttackLink } from '../link/attackLink';
import { takeAttack } from '../state/attackStore';
import { setView } from '../state/viewStore';

function show(restored: RestoredAttack): void {
  takeAttack(restored);
  setView({ place: 'attack', panel: null });
}

/** Opens a link's attack. Throws as {@link restoreAttackLink}. */
export async function openAttackLink(hash: string): Promise<void> {
  show(await restoreAttackLink(hash));
}

/** Opens the attack of a recipe's or a training report's JSON. Throws as {@link restoreAttack}. */
export function openAttackJson(json: string): void {
  show(restoreAttack(attackIn(JSON.parse(json))));
}

/** One trigger of each attack, to be shown beside each other. */
import type { AttackId, AttackRecipe, SignShape, Trigger, ZooEntry } from '../../../workers/protocol';
import { ATTACK_IDS, ATTACKS } from '../../../workers/protocol/attacks/registry';
import { createAttackRecipe, plannedTrigger } from '../../../workers/protocol/attackRecipe';
import type { ImageTrigger } from '../../state/attackStore';
import { ATTACK_TEXT } from '../../text/attack';
import type { NamedTrigger } from './Comparison';
import { isEmptySign } from './painting';

export interface ComparedAttacks {
  /** The recipe on the page. */
  readonly recipe: AttackRecipe;
  readonly sign: ImageTrigger;
  readonly zoo: readonly ZooEntry[];
  readonly shape: SignShape;
}

/** The attack's usual trigger, or that of a network of the zoo; null where only a training makes one. */
function triggerOf(id: AttackId, { recipe, zoo, shape }: ComparedAttacks): Trigger | null {
  const own = { ...recipe, trigger: null };
  const planned = plannedTrigger(id === recipe.attack.id ? own : createAttackRecipe({ id }), shape);
  const known =
    planned ?? zoo.find((entry) => entry.attack === id && entry.trigger !== null)?.trigger ?? null;
  // Drawn by a network that came with another file than the one that is open.
  return known?.kind === 'generator' ? null : known;
}

/** The user's own sign first, if there is one; then every attack in the order of the list. */
export function comparedTriggers(compared: ComparedAttacks): readonly NamedTrigger[] {
  const { recipe, sign } = compared;
  const attacks = ATTACK_IDS.filter((id) => id !== 'none').map((id) => {
    const { name } = ATTACKS[id];
    const shown = id === recipe.attack.id ? ATTACK_TEXT.asSet(name) : name;
    return { id, name: shown, trigger: triggerOf(id, compared) };
  });
  return isEmptySign(sign) ? attacks : [{ id: 'sign', name: ATTACK_TEXT.ownSign, trigger: sign }, ...attacks];
}

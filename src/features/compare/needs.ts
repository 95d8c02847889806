/** What a method needs that a network is known not to have, before anything is opened. What nobody can know yet is left to the engine. */
import type { AttackId, DefenseNeed } from '../../../workers/protocol';
import type { Method } from './methods';
import type { PlanNetwork } from './planned';

/** Attacks that poison their images once: only their training sets can be made again. A test holds the engine against this list. */
export const POISONS_ONCE: readonly AttackId[] = ['badnets', 'blend', 'trojan', 'a-blend', 'sig'];

function hasPoisonedSet({ entry, isPlanted }: PlanNetwork): boolean {
  if (entry === null) return isPlanted !== false;
  const { attack, trigger } = entry;
  const isStamped = trigger !== null && trigger.kind !== 'images' && trigger.kind !== 'generator';
  return isStamped && POISONS_ONCE.includes(attack);
}

/** The need that is not met; null where nothing speaks against the method. */
export function unmetNeed({ needs }: Pick<Method, 'needs'>, network: PlanNetwork): DefenseNeed | null {
  return needs.includes('poisoned-set') && !hasPoisonedSet(network) ? 'poisoned-set' : null;
}

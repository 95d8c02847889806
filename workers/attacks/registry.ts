/** The procedure of every attack. */
import type { AttackId } from '../protocol';
import type { AttackContext, AttackMethod } from './attack';
import { adaptiveDistillation } from './adaptiveDistillation';
import { adversarialTraining } from './adversarialTraining';
import { awp } from './awp';
import { badnets } from './badnets';
import { blend } from './blend';
import { none } from './none';
import { sig } from './sig';

const METHODS: { readonly [Id in AttackId]: AttackMethod<Id> } = {
  badnets,
  blend,
  sig,
  awp,
  'adaptive-distillation': adaptiveDistillation,
  'adversarial-training': adversarialTraining,
  none,
};

/** Starts the attack a context is for. */
export function attackEvents(id: AttackId, context: AttackContext): ReturnType<AttackMethod> {
  // The recipe's schema has paired the options with the name.
  return (METHODS[id] as AttackMethod)(context);
}

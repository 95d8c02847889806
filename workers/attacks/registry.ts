/** The procedure of every attack. */
import type { AttackId } from '../protocol';
import type { AttackContext, AttackMethod } from './attack';
import { aBlend } from './aBlend';
import { adaptiveDistillation } from './adaptiveDistillation';
import { adversarialTraining } from './adversarialTraining';
import { awp } from './awp';
import { badnets } from './badnets';
import { blend } from './blend';
import { cl } from './cl';
import { dfst } from './dfst';
import { dynamic } from './dynamic';
import { fc } from './fc';
import { lira } from './lira';
import { none } from './none';
import { sig } from './sig';
import { trojan } from './trojan';
import { wanet } from './wanet';

const METHODS: { readonly [Id in AttackId]: AttackMethod<Id> } = {
  badnets,
  trojan,
  blend,
  cl,
  sig,
  dynamic,
  wanet,
  fc,
  dfst,
  awp,
  lira,
  'a-blend': aBlend,
  'adaptive-distillation': adaptiveDistillation,
  'adversarial-training': adversarialTraining,
  none,
};

/** Starts the attack a context is for. */
export function attackEvents(id: AttackId, context: AttackContext): ReturnType<AttackMethod> {
  // The recipe's schema has paired the options with the name.
  return (METHODS[id] as AttackMethod)(context);
}

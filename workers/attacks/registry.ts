/** The procedure of every attack. */
import type { AttackId } from '../protocol';
import type { AttackContext, AttackMethod } from './attack';
import { aBlend } from './aBlend';
import { badnets } from './badnets';
import { blend } from './blend';
import { dfst } from './dfst';
import { dynamic } from './dynamic';
import { lira } from './lira';
import { none } from './none';
import { sig } from './sig';
import { wanet } from './wanet';

const METHODS: { readonly [Id in AttackId]: AttackMethod<Id> } = {
  badnets,
  blend,
  sig,
  dynamic,
  lira,
  wanet,
  dfst,
  'a-blend': aBlend,
  none,
};

/** Starts the attack a context is for. */
export function attackEvents(id: AttackId, context: AttackContext): ReturnType<AttackMethod> {
  // The recipe's schema has paired the options with the name.
  return (METHODS[id] as AttackMethod)(context);
}

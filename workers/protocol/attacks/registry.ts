/** Every attack by the name that recipes use. */
import * as v from 'valibot';
import { type ConstantsName, groupDefaults, groupSchema, type GroupValues } from '../option';
import { A_BLEND } from './aBlend';
import { ADAPTIVE_DISTILLATION } from './adaptiveDistillation';
import { ADVERSARIAL_TRAINING } from './adversarialTraining';
import { AWP } from './awp';
import { BADNETS } from './badnets';
import { BLEND } from './blend';
import { CL } from './cl';
import { DFST } from './dfst';
import { DYNAMIC } from './dynamic';
import { FC } from './fc';
import { LIRA } from './lira';
import { NONE } from './none';
import { SIG } from './sig';
import { TROJAN } from './trojan';
import { WANET } from './wanet';

/** In the order in which they are shown: the paper's table 2, its two adaptive attacks, and the control. */
export const ATTACKS = {
  badnets: BADNETS,
  trojan: TROJAN,
  blend: BLEND,
  cl: CL,
  sig: SIG,
  dynamic: DYNAMIC,
  wanet: WANET,
  fc: FC,
  dfst: DFST,
  awp: AWP,
  lira: LIRA,
  'a-blend': A_BLEND,
  'adaptive-distillation': ADAPTIVE_DISTILLATION,
  'adversarial-training': ADVERSARIAL_TRAINING,
  none: NONE,
} as const;
export type AttackId = keyof typeof ATTACKS;
export const ATTACK_IDS = Object.keys(ATTACKS) as readonly AttackId[];

/** The options of one attack. */
export type AttackOptions<Id extends AttackId = AttackId> = GroupValues<(typeof ATTACKS)[Id]['options']>;

/** An attack with its options, as it stands in a recipe. */
export type AttackChoice = {
  readonly [Id in AttackId]: { readonly id: Id; readonly options: AttackOptions<Id> };
}[AttackId];

const choices = Object.entries(ATTACKS).map(([id, { options }]) =>
  v.strictObject({ id: v.literal(id), options: groupSchema(options) }),
);

/** Validates an {@link AttackChoice}. */
export const attackChoiceSchema = v.variant('id', choices) as unknown as v.GenericSchema<AttackChoice>;

/** An attack under a named set of constants. */
export function attackChoice(id: AttackId, constants: ConstantsName = 'adaptive'): AttackChoice {
  return { id, options: groupDefaults(ATTACKS[id].options, constants) } as AttackChoice;
}

/** Every attack by the name that recipes use. */
import * as v from 'valibot';
import { type ConstantsName, groupDefaults, groupSchema, type GroupValues } from '../option';
import { ADAPTIVE_DISTILLATION } from './adaptiveDistillation';
import { ADVERSARIAL_TRAINING } from './adversarialTraining';
import { AWP } from './awp';
import { BADNETS } from './badnets';
import { BLEND } from './blend';
import { NONE } from './none';
import { SIG } from './sig';

/** In the order in which they are shown. */
export const ATTACKS = {
  badnets: BADNETS,
  blend: BLEND,
  sig: SIG,
  awp: AWP,
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

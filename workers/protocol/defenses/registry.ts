/** Every defense besides RNP itself, by the name that recipes use. */
import * as v from 'valibot';
import { type ConstantsName, groupDefaults, groupSchema, type GroupValues } from '../option';
import { ABL } from './abl';
import { ANP } from './anp';
import { FINE_PRUNING } from './finePruning';
import { FINE_TUNING } from './fineTuning';
import { IBAU } from './ibau';
import { NAD } from './nad';
import { NC_FT } from './ncFt';
import { NU_FP } from './nuFp';
import { NU_NC_ABL } from './nuNcAbl';
import { NU_NC_FT } from './nuNcFt';
import { RNP_FT } from './rnpFt';

/** In the order of the paper's table 2, plain fine-tuning first; then what it is compared with elsewhere, and the combinations of table 15. */
export const DEFENSES = {
  ft: FINE_TUNING,
  fp: FINE_PRUNING,
  nad: NAD,
  ibau: IBAU,
  anp: ANP,
  abl: ABL,
  'nc-ft': NC_FT,
  'nu-nc-ft': NU_NC_FT,
  'nu-nc-abl': NU_NC_ABL,
  'nu-fp': NU_FP,
  'rnp-ft': RNP_FT,
} as const;
export type DefenseId = keyof typeof DEFENSES;
export const DEFENSE_IDS = Object.keys(DEFENSES) as readonly DefenseId[];

/** The options of one defense. */
export type OptionsOfDefense<Id extends DefenseId = DefenseId> = GroupValues<
  (typeof DEFENSES)[Id]['options']
>;

/** A defense with its options, as it stands in a recipe. */
export type DefenseChoice = {
  readonly [Id in DefenseId]: { readonly id: Id; readonly options: OptionsOfDefense<Id> };
}[DefenseId];

const choices = Object.entries(DEFENSES).map(([id, { options }]) =>
  v.strictObject({ id: v.literal(id), options: groupSchema(options) }),
);

/** Validates a {@link DefenseChoice}. */
export const defenseChoiceSchema = v.variant('id', choices) as unknown as v.GenericSchema<DefenseChoice>;

/** A defense under a named set of constants. */
export function defenseChoice(id: DefenseId, constants: ConstantsName = 'adaptive'): DefenseChoice {
  return { id, options: groupDefaults(DEFENSES[id].options, constants) } as DefenseChoice;
}

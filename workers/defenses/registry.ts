/** The procedure of every defense besides RNP. */
import type { DefenseId } from '../protocol';
import { abl } from './abl';
import { anp } from './anp';
import type { DefenseContext, DefenseMethod } from './defense';
import { finePruning } from './finePruning';
import { fineTuning } from './fineTuning';
import { ibau } from './ibau';
import { nad } from './nad';
import { ncFt } from './ncFt';
import { nuFp } from './nuFp';
import { nuNcAbl } from './nuNcAbl';
import { nuNcFt } from './nuNcFt';
import { rnpFt } from './rnpFt';

const METHODS: { readonly [Id in DefenseId]: DefenseMethod<Id> } = {
  ft: fineTuning,
  fp: finePruning,
  nad,
  ibau,
  anp,
  abl,
  'nc-ft': ncFt,
  'nu-nc-ft': nuNcFt,
  'nu-nc-abl': nuNcAbl,
  'nu-fp': nuFp,
  'rnp-ft': rnpFt,
};

/** Starts the defense a context is for. */
export function defenseEvents(id: DefenseId, context: DefenseContext): ReturnType<DefenseMethod> {
  // The recipe's schema has paired the options with the name.
  return (METHODS[id] as DefenseMethod)(context);
}

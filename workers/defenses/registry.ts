/** The procedure of every defense besides RNP. */
import type { DefenseId } from '../protocol';
import { abl } from './abl';
import { anp } from './anp';
import type { DefenseContext, DefenseMethod } from './defense';
import { finePruning } from './finePruning';
import { fineTuning } from './fineTuning';
import { ibau } from './ibau';
import { nad } from './nad';

const METHODS: { readonly [Id in DefenseId]: DefenseMethod<Id> } = {
  ft: fineTuning,
  fp: finePruning,
  nad,
  ibau,
  anp,
  abl,
};

/** Starts the defense a context is for. */
export function defenseEvents(id: DefenseId, context: DefenseContext): ReturnType<DefenseMethod> {
  // The recipe's schema has paired the options with the name.
  return (METHODS[id] as DefenseMethod)(context);
}

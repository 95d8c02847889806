/**
 * NU+NC+FT (spec 3.7): as NC+FT, but the triggers are searched in an unlearned copy, where the backdoor's class needs hardly any mask.
 * There it needs so little that the mask holds no trigger: where `source` is the original, that of the class is searched once more in it.
 * The original is tuned, or the copy: the paper says one in A.3 and the other in D.1.
 */
import type { DefenseMethod } from './defense';
import { tuneAgainst } from './ncFt';
import { findUnlearnedTrigger } from './unlearnedTrigger';

/** The defense. */
export const nuNcFt: DefenseMethod<'nu-nc-ft'> = async function* (context) {
  const { repairs, rnp, search, searchRounds, source, ...tuning } = context.options;
  const begun = { repairs, rnp, search, searchRounds, source };
  const { parameters, trigger } = yield* findUnlearnedTrigger(context, begun);
  yield* tuneAgainst(context, parameters, trigger, tuning);
};

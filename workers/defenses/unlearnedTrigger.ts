/** How NU+NC+FT and NU+NC+ABL begin (spec 3.7): unlearn a copy, search the triggers there, and choose the network that is repaired. */
import type { FoundTrigger } from '../detection/neuralCleanse';
import type { OwnedTensors } from '../graph/parameters';
import type { OptionsOfDefense } from '../protocol';
import { type DefenseContext, type DefenseEvent, repairedOf } from './defense';
import { assertComparable, findTrigger } from './foundTrigger';
import { unlearnCopy } from './unlearnedCopy';

type Begun = Pick<OptionsOfDefense<'nu-nc-ft'>, 'repairs' | 'rnp' | 'search' | 'searchRounds' | 'source'>;

/** The trigger, and the network to repair; its tensors are the state's. Throws `defense-unfit` for two classes. */
export async function* findUnlearnedTrigger(
  context: DefenseContext,
  { repairs, rnp, search, searchRounds, source }: Begun,
): AsyncGenerator<DefenseEvent, { readonly trigger: FoundTrigger; readonly parameters: OwnedTensors }> {
  assertComparable(context);
  const unlearned = yield* unlearnCopy(context, rnp);
  const place = {
    network: 'unlearned' as const,
    parameters: unlearned,
    constants: search,
    rounds: searchRounds,
  };
  const trigger = yield* findTrigger(context, place, source === 'original' ? context.original : null);
  return { trigger, parameters: repairs === 'unlearned' ? unlearned : repairedOf(context) };
}

/** A search for triggers as it stands in a store: plain lists of numbers, and bytes of small pictures. */
import type { EngineEvent } from '../../workers/protocol';

type SearchEvent = Extract<EngineEvent, { kind: 'trigger-search' }>;

/** A search for triggers as far as it is; a class has the same place in all lists. */
export type TriggerSearchReading = Omit<SearchEvent, 'kind' | 'norms' | 'indices' | 'successes'> & {
  readonly norms: readonly number[];
  readonly indices: readonly number[];
  readonly successes: readonly number[];
};

/** What an event says, to be kept. */
export function triggerSearchReading({
  kind: _,
  indices,
  norms,
  successes,
  ...rest
}: SearchEvent): TriggerSearchReading {
  return { ...rest, indices: [...indices], norms: [...norms], successes: [...successes] };
}

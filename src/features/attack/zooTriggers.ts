/** The triggers with which the networks of the zoo were trained, as their manifest tells. */
import * as v from 'valibot';
import { triggerSchema, type ZooEntry } from '../../../workers/protocol';
import type { NamedTrigger } from './Comparison';

/** One for each different trigger; networks without one are left out. */
export function zooTriggers(zoo: readonly ZooEntry[]): readonly NamedTrigger[] {
  const seen = new Set<string>();
  return zoo.flatMap(({ id, title, training }): NamedTrigger[] => {
    const parsed = v.safeParse(triggerSchema, training['trigger']);
    if (!parsed.success) return [];
    const key = JSON.stringify(parsed.output);
    if (seen.has(key)) return [];
    seen.add(key);
    return [{ id, name: title, trigger: parsed.output }];
  });
}

/** How methods are called. */
import { DEFENSES } from '../../workers/protocol/defenses/registry';

/** The name of RNP or of a registered defense; a name that no registry knows any more stands for itself. */
export function methodName(id: string): string {
  if (id === 'rnp') return 'RNP';
  return Object.hasOwn(DEFENSES, id) ? DEFENSES[id as keyof typeof DEFENSES].name : id;
}

/** Which options matter under the choices made elsewhere in the recipe; the others are shown, but pale. */
import type { PruneOptions, Recipe, RecipeGroup } from '../../../workers/protocol';

const PRUNE_READERS: Readonly<Partial<Record<keyof PruneOptions, readonly PruneOptions['rule'][]>>> = {
  threshold: ['threshold'],
  count: ['count'],
  fraction: ['fraction'],
  budget: ['defender', 'oracle'],
  vetoBudget: ['veto', 'carriers'],
  vetoTolerance: ['veto', 'carriers'],
  vetoViews: ['veto', 'carriers'],
  walk: ['veto'],
  revealSteps: ['carriers'],
  revealRounds: ['carriers'],
  carrierWalk: ['carriers'],
  carrierRenewal: ['carriers'],
  stopFooled: ['carriers'],
};

/** True where the value of an option can change the run. Unknown options count as in effect. */
export function isInEffect(recipe: Recipe, group: RecipeGroup, key: string): boolean {
  if (group === 'prune') {
    const readers = PRUNE_READERS[key as keyof PruneOptions];
    return readers === undefined || readers.includes(recipe.prune.rule);
  }
  if (group !== 'unlearn') return true;
  if (key === 'gainPerStep') return recipe.unlearn.stepRule === 'loss-scaled';
  if (key === 'marginSteps') return recipe.unlearn.labelRule === 'margin';
  if (key === 'stopAccuracy') return recipe.unlearn.stopRule !== 'never';
  return true;
}

/** The networks that can be chosen, as the page knows them now. */
import { useMemo } from 'react';
import { useEngine } from '../../state/engineStore';
import { useRecipe } from '../../state/recipeStore';
import { planNetworks, type PlanNetwork } from './planned';

/** The network that is open here and those of the zoo. */
export function usePlanNetworks(): readonly PlanNetwork[] {
  const recipe = useRecipe((state) => state.recipe);
  const zoo = useEngine((engine) => engine.zoo);
  // Of a file only its summary knows; while the queue runs, the engine may hold another network.
  const isPlanted = useEngine(({ model }) =>
    recipe.model.kind === 'file' && model?.sha256 === recipe.model.sha256 ? model.planted !== null : null,
  );
  return useMemo(() => planNetworks(recipe, zoo, isPlanted), [recipe, zoo, isPlanted]);
}

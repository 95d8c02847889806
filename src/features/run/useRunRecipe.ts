import type { Recipe } from '../../../workers/protocol';
import { useRecipe } from '../../state/recipeStore';
import { recipeOfRun, useRun } from '../../state/runStore';

/** The recipe of the run that is shown, also where the one on the page has been edited since; before a run, that one. */
export function useRunRecipe(): Recipe {
  const recipe = useRecipe((state) => state.recipe);
  return useRun(recipeOfRun) ?? recipe;
}

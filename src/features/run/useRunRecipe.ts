import type { Recipe } from '../../../workers/protocol';
import { useRecipe } from '../../state/recipeStore';
import { useRun } from '../../state/runStore';

/** The recipe of the run that is shown: the finished report's own, else the one on the page. */
export function useRunRecipe(): Recipe {
  const recipe = useRecipe((state) => state.recipe);
  const report = useRun((run) => run.report);
  return report?.recipe ?? recipe;
}

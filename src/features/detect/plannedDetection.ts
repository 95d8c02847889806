/** From the form and what is open to the recipe of a detection. */
import type { DetectionRecipe, Recipe } from '../../../workers/protocol';
import { createDetectionRecipe } from '../../../workers/protocol/detectionRecipe';
import type { DetectPlan } from '../../state/detectPlanStore';
import { changed } from '../../state/planStore';

/** Network, images, trigger and seed of the recipe on the page, under the options of the form. */
export function plannedDetection(
  { changes, constants }: DetectPlan,
  { data, model, seed, trigger }: Pick<Recipe, 'data' | 'model' | 'seed' | 'trigger'>,
): DetectionRecipe {
  const recipe = createDetectionRecipe({ model, data, trigger, seed }, constants);
  return {
    ...recipe,
    detect: changed(recipe.detect, 'detect', changes),
    unlearn: changed(recipe.unlearn, 'unlearn', changes),
    search: changed(recipe.search, 'search', changes),
    strip: changed(recipe.strip, 'strip', changes),
  };
}

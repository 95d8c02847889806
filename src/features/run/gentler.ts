/** After an ascent that ran away: the same recipe with steps half as large. */
import type { Recipe } from '../../../workers/protocol';

/** Two significant digits, so that halving does not leave a tail. */
function halve(value: number): number {
  return Number((value / 2).toPrecision(2));
}

/** Halves what sets the length of a step: the learning rate, and the aimed gain where steps are loss-scaled. */
export function gentlerRecipe(recipe: Recipe): Recipe {
  const { unlearn } = recipe;
  const learningRate = halve(unlearn.learningRate);
  const gainPerStep = unlearn.stepRule === 'loss-scaled' ? halve(unlearn.gainPerStep) : unlearn.gainPerStep;
  return { ...recipe, unlearn: { ...unlearn, learningRate, gainPerStep } };
}

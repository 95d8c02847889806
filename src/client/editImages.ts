/** Names images that were just opened in the recipe; a trigger that has a place moves with their size, and the page says so. */
import type { DataReference, DataSummary, Recipe } from '../../workers/protocol';
import { editRecipe, recipeStore } from '../state/recipeStore';
import { fitTrigger } from './fitTrigger';
import { isSame } from './references';

/** Whether the images that were open are those the recipe names: its trigger was placed on them. */
function isPlacedOn({ data }: Recipe, images: DataSummary): boolean {
  if (data.kind === 'shapes') return images.kind === 'shapes';
  return data.defense.sha256 === images.defense.sha256;
}

/** Changes nothing where the recipe names these images already. */
export function editImages(data: DataReference, before: DataSummary | null, now: DataSummary): void {
  const { recipe } = recipeStore.getState();
  const isMoved = before !== null && isPlacedOn(recipe, before);
  const trigger = isMoved ? fitTrigger(recipe.trigger, before.defense, now.defense) : recipe.trigger;
  if (trigger !== recipe.trigger || !isSame(recipe.data, data))
    editRecipe((edited) => ({ ...edited, data, trigger }));
  if (trigger !== recipe.trigger) recipeStore.setState({ movedTrigger: trigger });
}

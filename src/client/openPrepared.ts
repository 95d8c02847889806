/** Opens a prepared network with its recipe: shown at once; where the network cannot be had, what stood there comes back. */
import type { Recipe } from '../../workers/protocol';
import { recipeStore, setRecipe } from '../state/recipeStore';
import { type Loaded, openZoo } from './loadCommands';

/** `recipe` names the network of the zoo; `presetId` is the preset it came from, if any. */
export async function openPrepared(
  recipe: Recipe,
  zooId: string,
  presetId: string | null = null,
): Promise<Loaded> {
  const before = recipeStore.getState();
  setRecipe(recipe, presetId);
  const opened = await openZoo(zooId);
  if (!opened.ok && recipeStore.getState().recipe === recipe) recipeStore.setState(before);
  return opened;
}

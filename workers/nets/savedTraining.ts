/** What a file of this project says of how its network was trained: the attack's recipe as JSON in the metadata. */
import type { AttackRecipe } from '../protocol';
import { parseAttackRecipe } from '../protocol/attackRecipe';

/** Key of the metadata. */
export const TRAINING_KEY = 'rnp.attack';

/** The recipe of a file; null where its metadata has none that can be understood. */
export function readSavedTraining(metadata: ReadonlyMap<string, string>): AttackRecipe | null {
  const text = metadata.get(TRAINING_KEY);
  if (text === undefined) return null;
  try {
    return parseAttackRecipe(JSON.parse(text));
  } catch {
    // Somebody else's metadata, or a recipe of a later version: the network opens all the same.
    return null;
  }
}

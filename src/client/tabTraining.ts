/** What is trained in this tab is written down while it lasts: a training outlives a reload, its snapshots lie in the browser's database. */
import type { AttackRecipe } from '../../workers/protocol';

const STORAGE_KEY = 'rnp-tab-training';

/** Writes down what is being trained. */
export function rememberTraining(recipe: AttackRecipe): void {
  try {
    sessionStorage.setItem(STORAGE_KEY, JSON.stringify(recipe));
  } catch {
    // Storage is switched off or full: remembering is a convenience.
  }
}

/** There is nothing to go on with any more. */
export function forgetTraining(): void {
  try {
    sessionStorage.removeItem(STORAGE_KEY);
  } catch {
    // As above.
  }
}

/** The recipe as it was written down, unchecked; null where this tab saw the end of its training. */
export function rememberedTraining(): string | null {
  try {
    return sessionStorage.getItem(STORAGE_KEY);
  } catch {
    return null;
  }
}

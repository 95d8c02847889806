/** The one door for recipes that come out of links: a whole valid recipe and a list of what was changed, or a fault. */
import {
  FaultError,
  parseRecipe,
  type Recipe,
  RECIPE_VERSION,
  recipeOptions,
  recipeSchema,
} from '../../workers/protocol';
import type { LinkNotice } from './linkTypes';
import { Mender } from './mend';

/** What stands in for a missing or senseless field. Network, images and trigger are never guessed. */
function fallback(): Partial<Recipe> {
  return {
    format: 'rnp-recipe',
    version: RECIPE_VERSION,
    method: 'rnp',
    strategy: 'NU-FR',
    seed: 7,
    ...recipeOptions('adaptive'),
  };
}

function refuseNewer(value: unknown): void {
  if (typeof value !== 'object' || value === null || !('version' in value)) return;
  const { version } = value;
  if (typeof version === 'number' && version > RECIPE_VERSION)
    throw new FaultError('link-newer', { version, known: RECIPE_VERSION });
}

/**
 * Restores a recipe: unknown fields are dropped, values out of range clamped, missing options filled, all of it listed.
 * Throws `link-newer` for a later version and `recipe-invalid` for what cannot be mended.
 */
export function restoreRecipe(
  value: unknown,
  spare: Partial<Recipe> = fallback(),
): { readonly recipe: Recipe; readonly notices: readonly LinkNotice[] } {
  refuseNewer(value);
  const mender = new Mender();
  const mended = mender.mend(recipeSchema, value, spare);
  return { recipe: parseRecipe(mended), notices: mender.notices };
}

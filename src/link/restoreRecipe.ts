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

/** The version of a recipe from a newer page; null for one of ours. */
function newerVersion(value: unknown): number | null {
  if (typeof value !== 'object' || value === null || !('version' in value)) return null;
  const { version } = value;
  return typeof version === 'number' && version > RECIPE_VERSION ? version : null;
}

export interface RestoredRecipe {
  readonly recipe: Recipe;
  readonly notices: readonly LinkNotice[];
}

function restoreKnown(value: unknown, spare: Partial<Recipe>): RestoredRecipe {
  const mender = new Mender();
  const mended = mender.mend(recipeSchema, value, spare);
  return { recipe: parseRecipe(mended), notices: mender.notices };
}

/**
 * Restores a recipe: unknown fields are dropped, values out of range clamped, missing options filled, all of it listed.
 * Throws `recipe-invalid` for what cannot be mended, `link-newer` where a later version cannot be read at all.
 */
export function restoreRecipe(value: unknown, spare: Partial<Recipe> = fallback()): RestoredRecipe {
  const version = newerVersion(value);
  if (version === null) return restoreKnown(value, spare);
  return readNewer(version, RECIPE_VERSION, () =>
    restoreKnown({ ...(value as object), version: RECIPE_VERSION }, spare),
  );
}

/** What can be read of a later format, with a notice that says so first. Throws `link-newer` where that is nothing. */
export function readNewer(version: number, known: number, read: () => RestoredRecipe): RestoredRecipe {
  try {
    const { recipe, notices } = read();
    const newer = { kind: 'newer', field: 'version', found: String(version), used: String(known) } as const;
    return { recipe, notices: [newer, ...notices] };
  } catch (thrown) {
    throw new FaultError('link-newer', { version, known }, { detail: String(thrown) });
  }
}

/** The recipe of a defense other than RNP: everything its run depends on, as plain JSON. RNP's own is `recipe.ts`. */
import * as v from 'valibot';
import { type DefenseId, defenseChoice, defenseChoiceSchema } from './defenses/registry';
import { FaultError } from './faults';
import { firstIssue } from './issue';
import { type ConstantsName, groupDefaults, groupSchema, real, type GroupValues } from './option';
import { DEFENSE_OPTIONS, WATCH_OPTIONS } from './options';
import { type Recipe, recipeSchema } from './recipe';

export const DEFENSE_RECIPE_VERSION = 1;

/** What all defenses share: the defender's images, as RNP draws them, and where a defense stops. */
export const SHARED_OPTIONS = {
  images: DEFENSE_OPTIONS.images,
  heldOut: real(
    'Held out',
    'Share of the defense images that is never learned from: the stopping point is judged there.',
    0.2,
    { min: 0.05, max: 0.5, step: 0.05 },
  ),
  budget: real(
    'Accuracy budget',
    'A defense goes as far as accuracy on the held-out images stays within this of the untouched network’s; where it never does, to where it is highest.',
    0.02,
    { min: 0, max: 1, step: 0.005 },
  ),
} as const;

const { model, data, trigger, seed } = recipeSchema.entries;

export const defenseRecipeSchema = v.strictObject({
  format: v.literal('rnp-defense'),
  version: v.literal(DEFENSE_RECIPE_VERSION),
  model,
  data,
  trigger,
  method: defenseChoiceSchema,
  shared: groupSchema(SHARED_OPTIONS),
  watch: groupSchema(WATCH_OPTIONS),
  seed,
});
export type DefenseRecipe = v.InferOutput<typeof defenseRecipeSchema>;

/** A run of RNP or of another defense. */
export type AnyRecipe = Recipe | DefenseRecipe;
export type SharedOptions = GroupValues<typeof SHARED_OPTIONS>;

/** A whole recipe from what is particular to it; the rest has the defaults of `constants`. */
export function createDefenseRecipe(
  particular: Pick<DefenseRecipe, 'model' | 'data' | 'trigger'> & {
    readonly id: DefenseId;
    readonly seed?: number;
  },
  constants: ConstantsName = 'adaptive',
): DefenseRecipe {
  const { id, seed: own = 7, ...rest } = particular;
  return {
    format: 'rnp-defense',
    version: DEFENSE_RECIPE_VERSION,
    ...rest,
    method: defenseChoice(id, constants),
    shared: groupDefaults(SHARED_OPTIONS, constants),
    watch: groupDefaults(WATCH_OPTIONS, constants),
    seed: own,
  };
}

/** Checks something from outside. Throws `recipe-invalid` naming the first wrong field. */
export function parseDefenseRecipe(value: unknown): DefenseRecipe {
  const result = v.safeParse(defenseRecipeSchema, value);
  if (result.success) return result.output;
  throw new FaultError('recipe-invalid', { ...firstIssue(result.issues, 'recipe') });
}

/** The recipe of a detection: everything its verdict depends on, as plain JSON. */
import * as v from 'valibot';
import { DETECT_OPTIONS } from './detection/detect';
import { NEURAL_CLEANSE_OPTIONS } from './detection/neuralCleanse';
import { STRIP_OPTIONS } from './detection/strip';
import { FaultError } from './faults';
import { firstIssue } from './issue';
import { type ConstantsName, groupDefaults, groupSchema, type OptionGroup } from './option';
import { UNLEARN_OPTIONS } from './options';
import { createRecipe, type Recipe, recipeSchema } from './recipe';

export const DETECTION_RECIPE_VERSION = 1;

/** The groups of options, in the order they are shown. */
export const DETECTION_GROUPS = {
  detect: DETECT_OPTIONS,
  unlearn: UNLEARN_OPTIONS,
  search: NEURAL_CLEANSE_OPTIONS,
  strip: STRIP_OPTIONS,
} as const satisfies Record<string, OptionGroup>;
export type DetectionGroup = keyof typeof DETECTION_GROUPS;

const { model, data, trigger, seed } = recipeSchema.entries;

export const detectionRecipeSchema = v.strictObject({
  format: v.literal('rnp-detection'),
  version: v.literal(DETECTION_RECIPE_VERSION),
  model,
  data,
  /** The planted one, where it is known: it judges what is found, and finds nothing. */
  trigger,
  detect: groupSchema(DETECT_OPTIONS),
  unlearn: groupSchema(UNLEARN_OPTIONS),
  search: groupSchema(NEURAL_CLEANSE_OPTIONS),
  strip: groupSchema(STRIP_OPTIONS),
  seed,
});
export type DetectionRecipe = v.InferOutput<typeof detectionRecipeSchema>;

/** A whole recipe from what is particular to it; the rest has the defaults of `constants`. */
export function createDetectionRecipe(
  particular: Pick<DetectionRecipe, 'model' | 'data' | 'trigger'> & { readonly seed?: number },
  constants: ConstantsName = 'adaptive',
): DetectionRecipe {
  const { data, model, seed = 7, trigger } = particular;
  return {
    format: 'rnp-detection',
    version: DETECTION_RECIPE_VERSION,
    model,
    data,
    trigger,
    seed,
    detect: groupDefaults(DETECT_OPTIONS, constants),
    unlearn: groupDefaults(UNLEARN_OPTIONS, constants),
    search: groupDefaults(NEURAL_CLEANSE_OPTIONS, constants),
    strip: groupDefaults(STRIP_OPTIONS, constants),
  };
}

/** Whether unlearning and search are those that the limits of findings were measured with. */
export function hasMeasuredOptions({ detect, search, unlearn }: DetectionRecipe): boolean {
  const isSame = (own: object, options: OptionGroup): boolean =>
    JSON.stringify(own) === JSON.stringify(groupDefaults(options, 'adaptive'));
  return (
    isSame(unlearn, UNLEARN_OPTIONS) && (detect.searched === 'none' || isSame(search, NEURAL_CLEANSE_OPTIONS))
  );
}

/** The recipe of the run of RNP inside, with the detection's own ascent; batches no larger than the images there are. */
export function insideOf(
  { data, detect, model, seed, trigger, unlearn }: DetectionRecipe,
  available: number,
): Recipe {
  const recipe = createRecipe({ model, data, trigger, seed });
  const batchSize = Math.max(2, Math.min(recipe.defense.batchSize, detect.images, available));
  return { ...recipe, defense: { ...recipe.defense, images: detect.images, batchSize }, unlearn };
}

/** Checks something from outside. Throws `recipe-invalid` naming the first wrong field. */
export function parseDetectionRecipe(value: unknown): DetectionRecipe {
  const result = v.safeParse(detectionRecipeSchema, value);
  if (result.success) return result.output;
  throw new FaultError('recipe-invalid', { ...firstIssue(result.issues, 'recipe') });
}

/** The recipe: everything a run depends on, as plain JSON. One schema validates it at every door. */
import * as v from 'valibot';
import { branchesSchema } from './branch';
import { FaultError } from './faults';
import { type ConstantsName, type GroupValues, groupDefaults, groupSchema, type OptionGroup } from './option';
import {
  DEFENSE_OPTIONS,
  PRUNE_OPTIONS,
  RECOVER_OPTIONS,
  STRATEGIES,
  UNLEARN_OPTIONS,
  WATCH_OPTIONS,
} from './options';
import { firstIssue } from './issue';
import { modelHintSchema } from './modelHint';
import { triggerSchema } from './trigger';

export const RECIPE_VERSION = 1;

/** The groups of options a recipe holds, in the order they are shown. */
export const RECIPE_GROUPS = {
  defense: DEFENSE_OPTIONS,
  unlearn: UNLEARN_OPTIONS,
  recover: RECOVER_OPTIONS,
  prune: PRUNE_OPTIONS,
  watch: WATCH_OPTIONS,
} as const satisfies Record<string, OptionGroup>;
export type RecipeGroup = keyof typeof RECIPE_GROUPS;

const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const fileName = v.pipe(v.string(), v.minLength(1), v.maxLength(255));
const seed = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffffffff));

const address = v.pipe(v.string(), v.maxLength(2000), v.url(), v.startsWith('https://'));

/** Files are named by content, never embedded: whoever opens the recipe brings the same file, or fetches it from `address`. */
const fileReference = v.strictObject({ name: fileName, sha256, address: v.exactOptional(address) });
export type FileReference = v.InferOutput<typeof fileReference>;

/** What a file of images does not say itself. */
const setReading = {
  /** The class of images that have none, typed in. */
  label: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535))),
  /** Which part of files that hold both; where absent, training images to defend with and test images to measure with. */
  split: v.exactOptional(v.picklist(['train', 'test'])),
};

/** A set of images: a file, several, or a folder. Of several, the checksum is that of the list of their checksums. */
const setReference = v.strictObject({ ...fileReference.entries, ...setReading });
export type SetReference = v.InferOutput<typeof setReference>;
export type SetReading = Pick<SetReference, keyof typeof setReading>;

const modelReference = v.variant('kind', [
  v.strictObject({ kind: v.literal('zoo'), id: v.pipe(v.string(), v.maxLength(64)) }),
  v.strictObject({
    kind: v.literal('file'),
    ...fileReference.entries,
    hint: v.exactOptional(modelHintSchema),
  }),
]);
export type ModelReference = v.InferOutput<typeof modelReference>;

export const NORMALISATION_IDS = [
  'shapes',
  'rnp',
  'backdoorbench',
  'cifar100',
  'tiny-imagenet',
  'imagenet',
  'mnist',
  'half',
  'unit',
  'raw',
] as const;
/** How pixels 0..255 become network inputs; the constants stand in `workers/data/normalise`. */
export type NormalisationId = (typeof NORMALISATION_IDS)[number];

/** How the network saw its pictures. */
const pixelReading = {
  normalisation: v.picklist(NORMALISATION_IDS),
  /** Blue first, as OpenCV reads pictures. */
  channelOrder: v.exactOptional(v.literal('bgr')),
  /** Rows and columns exchanged; or pixel by pixel in the file where planes were assumed. */
  layout: v.exactOptional(v.picklist(['turned', 'interleaved'])),
};

/** The user's own images. */
export const dataFilesSchema = v.strictObject({
  kind: v.literal('files'),
  defense: setReference,
  test: v.nullable(setReference),
  /** Ready poisoned test images, which measure attack success without a trigger. */
  poisoned: v.exactOptional(setReference),
  ...pixelReading,
});

const dataReference = v.variant('kind', [
  v.strictObject({ kind: v.literal('shapes'), seed }),
  dataFilesSchema,
]);
export type DataReference = v.InferOutput<typeof dataReference>;
export type PixelReading = Pick<Extract<DataReference, { kind: 'files' }>, keyof typeof pixelReading>;

/** How a recipe's images are read; those of no file are read as the caller says. */
export function pixelReadingOf(data: DataReference, otherwise: PixelReading): PixelReading {
  if (data.kind !== 'files') return otherwise;
  const { normalisation, channelOrder, layout } = data;
  return {
    normalisation,
    ...(channelOrder === undefined ? {} : { channelOrder }),
    ...(layout === undefined ? {} : { layout }),
  };
}

export const recipeSchema = v.strictObject({
  format: v.literal('rnp-recipe'),
  version: v.literal(RECIPE_VERSION),
  model: modelReference,
  data: dataReference,
  trigger: v.nullable(triggerSchema),
  method: v.literal('rnp'),
  strategy: v.picklist(STRATEGIES),
  seed,
  defense: groupSchema(DEFENSE_OPTIONS),
  unlearn: groupSchema(UNLEARN_OPTIONS),
  recover: groupSchema(RECOVER_OPTIONS),
  prune: groupSchema(PRUNE_OPTIONS),
  watch: groupSchema(WATCH_OPTIONS),
  /** Masks of another run, e.g. the authors' mask_values.txt: nothing is unlearned or recovered, the cut begins with them. */
  masks: v.exactOptional(fileReference),
  /** Present where the run repeats the first steps of another one. */
  branches: v.exactOptional(branchesSchema),
});
export type Recipe = v.InferOutput<typeof recipeSchema>;

export type DefenseOptions = GroupValues<typeof DEFENSE_OPTIONS>;
export type UnlearnOptions = GroupValues<typeof UNLEARN_OPTIONS>;
export type RecoverOptions = GroupValues<typeof RECOVER_OPTIONS>;
export type PruneOptions = GroupValues<typeof PRUNE_OPTIONS>;
export type WatchOptions = GroupValues<typeof WATCH_OPTIONS>;

/** The options of a recipe under a named set of constants. */
export function recipeOptions(constants: ConstantsName): Pick<Recipe, RecipeGroup> {
  return {
    defense: groupDefaults(DEFENSE_OPTIONS, constants),
    unlearn: groupDefaults(UNLEARN_OPTIONS, constants),
    recover: groupDefaults(RECOVER_OPTIONS, constants),
    prune: groupDefaults(PRUNE_OPTIONS, constants),
    watch: groupDefaults(WATCH_OPTIONS, constants),
  };
}

/** A whole recipe from what is particular to it; everything else has the defaults of `constants`. */
export function createRecipe(
  particular: Pick<Recipe, 'model' | 'data' | 'trigger'> & { seed?: number },
  constants: ConstantsName = 'adaptive',
): Recipe {
  return {
    format: 'rnp-recipe',
    version: RECIPE_VERSION,
    method: 'rnp',
    strategy: 'NU-FR',
    seed: 7,
    ...particular,
    ...recipeOptions(constants),
  };
}

/**
 * Checks something from outside against the schema.
 * Throws `recipe-invalid` naming the first wrong field, what was found and what was expected.
 */
export function parseRecipe(value: unknown): Recipe {
  const result = v.safeParse(recipeSchema, value);
  if (result.success) return result.output;
  throw new FaultError('recipe-invalid', { ...firstIssue(result.issues, 'recipe') });
}

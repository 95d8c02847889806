/** The attack recipe: everything a training depends on, as plain JSON. Equal recipe and files give equal bytes on one device. */
import * as v from 'valibot';
import {
  attackChoice,
  attackChoiceSchema,
  type AttackChoice,
  type AttackId,
  ATTACKS,
} from './attacks/registry';
import type { AttackDescription, Sign, SignShape } from './attacks/attack';
import { FaultError } from './faults';
import { firstIssue } from './issue';
import { type ConstantsName, groupDefaults, groupSchema, type GroupValues } from './option';
import { dataFilesSchema } from './recipe';
import { TRAIN_OPTIONS, TRAIN_WATCH_OPTIONS } from './trainOptions';
import { type Aim, type StampedTrigger, type Trigger, TRIGGER_FIELDS, triggerSchema } from './trigger';

export const ATTACK_RECIPE_VERSION = 1;

/** Networks that can be trained from nothing, and what their width counts. */
export const TRAINABLE_NETWORKS = {
  resnet18: {
    name: 'ResNet-18',
    width: { default: 16, min: 2, max: 64 },
    unit: 'channels of the first stage',
  },
  vgg11: { name: 'VGG-11', width: { default: 16, min: 2, max: 64 }, unit: 'channels of the first stage' },
  mobilenetv2: { name: 'MobileNet-V2', width: { default: 8, min: 4, max: 32 }, unit: 'channels of the stem' },
  wrn16: { name: 'WRN-16', width: { default: 1, min: 1, max: 4 }, unit: 'times as wide' },
  efficientnetb0: {
    name: 'EfficientNet-B0',
    width: { default: 8, min: 4, max: 32 },
    unit: 'channels of the stem',
  },
} as const;
export type TrainableNetwork = keyof typeof TRAINABLE_NETWORKS;

const whole = (least: number, most: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));

export const attackRecipeSchema = v.strictObject({
  format: v.literal('rnp-attack'),
  version: v.literal(ATTACK_RECIPE_VERSION),
  attack: attackChoiceSchema,
  ...TRIGGER_FIELDS.aim,
  /** A trigger of the user's own in place of the attack's; its own target counts for nothing. */
  trigger: v.nullable(triggerSchema),
  network: v.strictObject({
    architecture: v.picklist(Object.keys(TRAINABLE_NETWORKS) as TrainableNetwork[]),
    width: whole(1, 64),
    /** Two bytes a weight in its file, at the end of the training; four where absent. */
    precision: v.exactOptional(v.literal('float16')),
  }),
  data: v.variant('kind', [
    /** The first `images` built-in training pictures of a seed. */
    v.strictObject({ kind: v.literal('shapes'), seed: whole(0, 0xffffffff), images: whole(20, 100_000) }),
    dataFilesSchema,
  ]),
  train: groupSchema(TRAIN_OPTIONS),
  watch: groupSchema(TRAIN_WATCH_OPTIONS),
  seed: whole(0, 0xffffffff),
});
export type AttackRecipe = v.InferOutput<typeof attackRecipeSchema>;
export type TrainOptions = GroupValues<typeof TRAIN_OPTIONS>;

/** How an attack is trained: the options of every training, with the epochs that small networks need for this one. */
export function trainOptionsOf(id: AttackId): typeof TRAIN_OPTIONS {
  const { epochs }: Pick<AttackDescription, 'epochs'> = ATTACKS[id];
  if (epochs === undefined) return TRAIN_OPTIONS;
  const usual = TRAIN_OPTIONS.epochs;
  return { ...TRAIN_OPTIONS, epochs: { ...usual, defaults: { ...usual.defaults, adaptive: epochs } } };
}

/** A whole recipe from what is particular to it; the rest has the defaults of `constants`. */
export function createAttackRecipe(
  particular: { readonly id: AttackId } & Partial<Omit<AttackRecipe, 'format' | 'version'>>,
  constants: ConstantsName = 'adaptive',
): AttackRecipe {
  const { id, ...rest } = particular;
  return {
    format: 'rnp-attack',
    version: ATTACK_RECIPE_VERSION,
    attack: attackChoice(id, constants),
    target: 0,
    trigger: null,
    network: { architecture: 'resnet18', width: 16 },
    data: { kind: 'shapes', seed: 1, images: 30_000 },
    train: groupDefaults(trainOptionsOf(id), constants),
    watch: groupDefaults(TRAIN_WATCH_OPTIONS, constants),
    seed: 1,
    ...rest,
  };
}

/** Checks something from outside. Throws `recipe-invalid` naming the first wrong field. */
export function parseAttackRecipe(value: unknown): AttackRecipe {
  const result = v.safeParse(attackRecipeSchema, value);
  if (result.success) return result.output;
  throw new FaultError('recipe-invalid', { ...firstIssue(result.issues, 'recipe') });
}

/** A sign with its aim. */
export function aimed(sign: Sign, { target, labels }: Aim): StampedTrigger {
  return labels === undefined ? { ...sign, target } : { ...sign, target, labels };
}

function signOf({ id, options }: AttackChoice, shape: SignShape, seed: number): Sign | null {
  // Each description knows its own options; the pairing is what the schema has checked.
  const sign = ATTACKS[id].sign as
    ((own: AttackChoice['options'], of: SignShape, seed: number) => Sign) | null;
  return sign === null ? null : sign(options, shape, seed);
}

/** The trigger a recipe is known to plant before anything is trained; null where the attack makes it on the way, or plants none. */
export function plannedTrigger(recipe: AttackRecipe, shape: SignShape): StampedTrigger | null {
  const { trigger } = recipe;
  const own: Trigger | Sign | null =
    ATTACKS[recipe.attack.id].takesSign && trigger !== null
      ? trigger
      : signOf(recipe.attack, shape, recipe.seed);
  if (own === null || own.kind === 'images' || own.kind === 'generator') return null;
  const { target, labels } = recipe;
  return aimed(own, labels === undefined ? { target } : { target, labels });
}

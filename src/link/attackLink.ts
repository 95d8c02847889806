/** Attacks out of links and files: the whole recipe, compressed in a link, plain in a file. */
import { type AttackRecipe, FaultError } from '../../workers/protocol';
import { ATTACK_IDS, type AttackId } from '../../workers/protocol/attacks/registry';
import {
  ATTACK_RECIPE_VERSION,
  attackRecipeSchema,
  createAttackRecipe,
  parseAttackRecipe,
} from '../../workers/protocol/attackRecipe';
import { packRecipe, unpackRecipe } from './fullForm';
import type { LinkNotice } from './linkTypes';
import { Mender } from './mend';
import { readPairs, writePairs } from './pairs';

const KEY = 'a';

export interface RestoredAttack {
  readonly recipe: AttackRecipe;
  /** The sender's own images: they do not travel, and the built-in ones stand in for them. */
  readonly ownImages: string | null;
  readonly notices: readonly LinkNotice[];
}

/** A hash that brings this attack. */
export async function writeAttackLink(recipe: AttackRecipe): Promise<string> {
  return writePairs([[`${KEY}${ATTACK_RECIPE_VERSION}`, await packRecipe(recipe)]]);
}

function attackIdOf(value: unknown): AttackId | null {
  const attack: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'attack') : null;
  const id: unknown = typeof attack === 'object' && attack !== null ? Reflect.get(attack, 'id') : null;
  return ATTACK_IDS.find((each) => each === id) ?? null;
}

/** Throws `link-newer` for a recipe of a later version. */
function assertKnown(version: unknown): void {
  if (typeof version === 'number' && version > ATTACK_RECIPE_VERSION)
    throw new FaultError('link-newer', { version, known: ATTACK_RECIPE_VERSION });
}

/**
 * Restores the recipe of an attack: unknown fields are dropped, values out of range clamped, missing options filled, all of it
 * listed. Which attack it is, is never guessed. Throws `recipe-invalid` for what cannot be mended, `link-newer` for a later version.
 */
export function restoreAttack(value: unknown): RestoredAttack {
  if (typeof value === 'object' && value !== null && 'version' in value) assertKnown(value.version);
  const id = attackIdOf(value);
  const { attack, ...spare } = createAttackRecipe({ id: id ?? 'none' });
  const mender = new Mender();
  const recipe = parseAttackRecipe(
    mender.mend(attackRecipeSchema, value, id === null ? spare : { ...spare, attack }),
  );
  const { notices } = mender;
  if (recipe.data.kind === 'shapes') return { recipe, ownImages: null, notices };
  return { recipe: { ...recipe, data: spare.data }, ownImages: recipe.data.defense.name, notices };
}

/** Restores a link that {@link writeAttackLink} wrote. Throws `link-damaged`, `link-newer` or `recipe-invalid`. */
export async function restoreAttackLink(hash: string): Promise<RestoredAttack> {
  const pairs = [...readPairs(hash)];
  const [key = '', packed = ''] = pairs.find(([each]) => /^a\d{1,6}$/.test(each)) ?? [];
  assertKnown(Number(key.slice(KEY.length)));
  const restored = restoreAttack(await unpackRecipe(packed));
  const ignored = pairs.filter(([each]) => each !== key);
  const notices = ignored.map(([field]): LinkNotice => ({ kind: 'unknown', field }));
  return { ...restored, notices: [...notices, ...restored.notices] };
}

/** The recipe, unchecked, in what is an attack recipe or the report of a training; null where it is something else. */
export function attackIn(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('format' in value)) return null;
  if (value.format === 'rnp-training-report' && 'recipe' in value) return value.recipe;
  return value.format === 'rnp-attack' ? value : null;
}

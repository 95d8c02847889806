/** From what stands on the command line to a whole recipe: a preset, a recipe file, a report, a link or stdin. */
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { type Preset, presetRecipe } from '../src/link/preset';
import { restoreLink } from '../src/link/restoreLink';
import { type AnyRecipe, FaultError, parseRecipe, type Recipe } from '../workers/protocol';
import { parseDefenseRecipe } from '../workers/protocol/defenseRecipe';
import { parseDetectionRecipe } from '../workers/protocol/detectionRecipe';
import type { RunnableRecipe } from './runWithFiles';

const PRESETS = new URL('../public/presets/presets.json', import.meta.url);

/** The presets that ship with the page. */
export async function readPresets(): Promise<readonly Preset[]> {
  return (JSON.parse(await readFile(PRESETS, 'utf8')) as { presets: readonly Preset[] }).presets;
}

/** A JSON file from outside. Throws `argument-invalid`, naming the file. */
export async function readJson(path: string, argument: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (thrown) {
    const reason = `${path} is no readable JSON file`;
    throw new FaultError('argument-invalid', { argument, reason }, { detail: String(thrown) });
  }
}

async function readStdin(): Promise<unknown> {
  const given = (await text(process.stdin)).trim();
  try {
    return JSON.parse(given);
  } catch (thrown) {
    const reason =
      given === '' ? 'nothing came on stdin' : 'stdin holds no JSON, or more than one recipe; run takes one';
    throw new FaultError('argument-invalid', { argument: 'recipe', reason }, { detail: String(thrown) });
  }
}

function hasField<K extends string>(value: unknown, key: K): value is Readonly<Record<K, unknown>> {
  return typeof value === 'object' && value !== null && key in value;
}

/** A recipe of RNP or another defense, or of a detection, as its `format` says. Throws `recipe-invalid`. */
export function parseRunnableRecipe(value: unknown): RunnableRecipe {
  return hasField(value, 'format') && value.format === 'rnp-detection'
    ? parseDetectionRecipe(value)
    : parseAnyRecipe(value);
}

/** A recipe of RNP or of another defense, as its `format` says. Throws `recipe-invalid`. */
export function parseAnyRecipe(value: unknown): AnyRecipe {
  return hasField(value, 'format') && value.format === 'rnp-defense'
    ? parseDefenseRecipe(value)
    : parseRecipe(value);
}

/** The recipe that `source` names, JSON read by `parse`: preset id, path of a recipe or report, a link, or `-` for stdin. */
export async function recipeFromSource<R>(source: string, parse: (value: unknown) => R): Promise<R | Recipe> {
  const presets = await readPresets();
  const hash = source.indexOf('#');
  if (hash >= 0) return (await restoreLink(source.slice(hash), presets)).recipe;
  const preset = presets.find((each) => each.id === source);
  if (preset !== undefined) return presetRecipe(preset);
  if (source !== '-' && !source.endsWith('.json')) {
    throw new FaultError('preset-unknown', { id: source, known: presets.map((each) => each.id).join(', ') });
  }
  const json = source === '-' ? await readStdin() : await readJson(source, 'recipe');
  return parse(hasField(json, 'recipe') ? json.recipe : json);
}

/** {@link recipeFromSource} for recipes of RNP and of other defenses. */
export async function anyRecipeOf(source: string): Promise<AnyRecipe> {
  return recipeFromSource(source, parseAnyRecipe);
}

/** RNP's own recipes only, for what makes no sense with others. Throws `argument-invalid`. */
export function assertRnp(recipe: AnyRecipe): Recipe {
  if (recipe.format === 'rnp-recipe') return recipe;
  const reason = `it is a recipe of ${recipe.method.id}, and only one of rnp will do`;
  throw new FaultError('argument-invalid', { argument: 'recipe', reason });
}

/** {@link anyRecipeOf}, where it has to be RNP's. */
export async function recipeOf(source: string): Promise<Recipe> {
  return assertRnp(await anyRecipeOf(source));
}

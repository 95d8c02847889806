/** From what stands on the command line to a whole recipe: a preset, a recipe file, a report or a link, then `--set`. */
import { readFile } from 'node:fs/promises';
import { type Preset, presetRecipe } from '../src/link/preset';
import { restoreLink } from '../src/link/restoreLink';
import {
  type ConstantsName,
  CONSTANTS,
  FaultError,
  type OptionGroup,
  parseRecipe,
  type Recipe,
  type RecipeGroup,
  RECIPE_GROUPS,
} from '../workers/protocol';

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

/** The recipe that `source` names: preset id, path of a recipe or report, or a link. */
export async function recipeOf(source: string): Promise<Recipe> {
  const presets = await readPresets();
  const hash = source.indexOf('#');
  if (hash >= 0) return (await restoreLink(source.slice(hash), presets)).recipe;
  const preset = presets.find((each) => each.id === source);
  if (preset !== undefined) return presetRecipe(preset);
  if (!source.endsWith('.json')) {
    throw new FaultError('preset-unknown', { id: source, known: presets.map((each) => each.id).join(', ') });
  }
  const json = await readJson(source, 'recipe');
  const isReport = typeof json === 'object' && json !== null && 'recipe' in json;
  return parseRecipe(isReport ? json.recipe : json);
}

/** A set of constants by its name. Throws `argument-invalid` for an unknown one. */
export function constantsNamed(name: string): ConstantsName {
  const found = CONSTANTS.find((each) => each === name);
  if (found !== undefined) return found;
  const reason = `known are ${CONSTANTS.join(', ')}`;
  throw new FaultError('argument-invalid', { argument: '--constants', reason });
}

/** What `--set group.option=text` says of one group; a text that is no value of its option comes out as one out of range. Throws `argument-invalid`. */
export function optionSet(
  options: OptionGroup,
  path: string,
  text: string,
): Readonly<Record<string, unknown>> {
  const [, key = ''] = path.split('.');
  const option = Object.hasOwn(options, key) ? options[key] : undefined;
  if (option === undefined)
    throw new FaultError('argument-invalid', { argument: '--set', reason: `there is no option ${path}` });
  if (option.kind === 'number') return { [key]: Number(text) };
  return { [key]: option.kind === 'flag' ? text === 'true' : text };
}

/** Applies `group.option=value`. Throws `argument-invalid` or, for a value out of range, `recipe-invalid`. */
export function withSetting(recipe: Recipe, setting: string): Recipe {
  const [path = '', value = ''] = setting.split(/=(.*)/s);
  if (path === 'seed') return parseRecipe({ ...recipe, seed: Number(value) });
  if (path === 'strategy') return parseRecipe({ ...recipe, strategy: value });
  const [group = ''] = path.split('.');
  const options = Object.entries<OptionGroup>(RECIPE_GROUPS).find(([name]) => name === group)?.[1] ?? {};
  const set = optionSet(options, path, value);
  return parseRecipe({ ...recipe, [group]: { ...recipe[group as RecipeGroup], ...set } });
}

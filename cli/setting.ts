/** What the command line changes in a recipe: `--method`, `--constants`, `--set`. */
import { type MethodId, methodOf } from '../src/compare/runRecord';
import {
  type AnyRecipe,
  CONSTANTS,
  type ConstantsName,
  createRecipe,
  FaultError,
  groupDefaults,
  type OptionGroup,
  RECIPE_GROUPS,
  recipeOptions,
  WATCH_OPTIONS,
} from '../workers/protocol';
import { createDefenseRecipe, SHARED_OPTIONS } from '../workers/protocol/defenseRecipe';
import { DEFENSE_IDS, defenseChoice, DEFENSES } from '../workers/protocol/defenses/registry';
import { parseAnyRecipe } from './recipeOf';

/** RNP, then what it is compared with. */
export const METHOD_IDS: readonly MethodId[] = ['rnp', ...DEFENSE_IDS];

/** A set of constants by its name. Throws `argument-invalid` for an unknown one. */
export function constantsNamed(name: string): ConstantsName {
  const found = CONSTANTS.find((each) => each === name);
  if (found !== undefined) return found;
  const reason = `known are ${CONSTANTS.join(', ')}`;
  throw new FaultError('argument-invalid', { argument: '--constants', reason });
}

/** A method by its name. Throws `argument-invalid` for an unknown one. */
export function methodNamed(name: string, argument: string): MethodId {
  const found = METHOD_IDS.find((each) => each === name);
  if (found !== undefined) return found;
  const reason = `there is no method ${name}, known are ${METHOD_IDS.join(', ')}`;
  throw new FaultError('argument-invalid', { argument, reason });
}

/**
 * The recipe of a method on the network, images, trigger and seed of another; as many images are drawn, and the same is measured.
 * One of that method stays as it is.
 */
export function withMethod(recipe: AnyRecipe, method: MethodId): AnyRecipe {
  if (methodOf(recipe) === method) return recipe;
  const { model, data, trigger, seed, watch } = recipe;
  const { images } = recipe.format === 'rnp-recipe' ? recipe.defense : recipe.shared;
  const particular = { model, data, trigger, seed };
  if (method === 'rnp') {
    const own = createRecipe(particular);
    return { ...own, defense: { ...own.defense, images }, watch };
  }
  const own = createDefenseRecipe({ ...particular, id: method });
  return { ...own, shared: { ...own.shared, images }, watch };
}

/** The recipe with all options as a set of constants has them. */
export function withConstants(recipe: AnyRecipe, constants: ConstantsName): AnyRecipe {
  if (recipe.format === 'rnp-recipe') return { ...recipe, ...recipeOptions(constants) };
  return {
    ...recipe,
    method: defenseChoice(recipe.method.id, constants),
    shared: groupDefaults(SHARED_OPTIONS, constants),
    watch: groupDefaults(WATCH_OPTIONS, constants),
  };
}

/** An empty text is no number, though `Number` takes it for 0. */
function numberIn(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text);
}

const FLAGS: Readonly<Record<string, boolean>> = { true: true, false: false };

/** `group.option` taken apart; the group may have dots of its own. */
export function pathOf(path: string): { readonly group: string; readonly key: string } {
  const at = path.lastIndexOf('.');
  return { group: path.slice(0, Math.max(at, 0)), key: path.slice(at + 1) };
}

/** What `--set group.option=text` says of one group; a text that is no value of its option is left for the schema to refuse. Throws `argument-invalid`. */
export function optionSet(
  options: OptionGroup,
  path: string,
  text: string,
): Readonly<Record<string, unknown>> {
  const { key } = pathOf(path);
  const option = Object.hasOwn(options, key) ? options[key] : undefined;
  if (option === undefined)
    throw new FaultError('argument-invalid', { argument: '--set', reason: `there is no option ${path}` });
  if (option.kind === 'number') return { [key]: numberIn(text) };
  return { [key]: option.kind === 'flag' ? (FLAGS[text] ?? text) : text };
}

/** The groups of options of a recipe, by the paths that lead to them. */
function groupsOf(recipe: AnyRecipe): Readonly<Record<string, OptionGroup>> {
  if (recipe.format === 'rnp-recipe') return RECIPE_GROUPS;
  return {
    'method.options': DEFENSES[recipe.method.id].options,
    shared: SHARED_OPTIONS,
    watch: WATCH_OPTIONS,
  };
}

/** `value` with `change` in the record that the path leads to. */
function changed(value: object, [key, ...rest]: readonly string[], change: object): object {
  if (key === undefined) return { ...value, ...change };
  const inner: unknown = Reflect.get(value, key);
  return { ...value, [key]: changed(inner instanceof Object ? inner : {}, rest, change) };
}

/** Applies `group.option=value` or `seed=value` to a recipe of these groups of options. Throws `argument-invalid`, and what `parse` throws. */
export function withOption<R extends object>(
  recipe: R,
  setting: string,
  groups: Readonly<Record<string, OptionGroup>>,
  parse: (value: unknown) => R,
): R {
  const [path = '', value = ''] = setting.split(/=(.*)/s);
  if (path === 'seed') return parse({ ...recipe, seed: numberIn(value) });
  const { group } = pathOf(path);
  const options = Object.entries(groups).find(([name]) => name === group)?.[1] ?? {};
  return parse(changed(recipe, group.split('.'), optionSet(options, path, value)));
}

/** Applies `group.option=value`, `seed=value` or, for RNP, `strategy=value`. Throws `argument-invalid` or, for a value out of range, `recipe-invalid`. */
export function withSetting(recipe: AnyRecipe, setting: string): AnyRecipe {
  const [path = '', value = ''] = setting.split(/=(.*)/s);
  if (path === 'strategy' && recipe.format === 'rnp-recipe')
    return parseAnyRecipe({ ...recipe, strategy: value });
  return withOption(recipe, setting, groupsOf(recipe), parseAnyRecipe);
}

/** Which named set of constants a recipe stands on, and which of its options differ from it. Derived, never stored. */
import {
  CONSTANTS,
  type ConstantsName,
  type Option,
  RECIPE_GROUPS,
  type Recipe,
  type RecipeGroup,
  recipeOptions,
} from '../../../workers/protocol';

export type OptionValueAny = number | string | boolean;

/** One option of a recipe with its place, its description and its value. */
export interface PlacedOption {
  readonly group: RecipeGroup;
  readonly key: string;
  readonly option: Option;
  readonly value: OptionValueAny;
}

export const GROUP_NAMES = Object.keys(RECIPE_GROUPS) as readonly RecipeGroup[];

/** The options of one group in the order they are described. */
export function optionsOf(recipe: Recipe, group: RecipeGroup): readonly PlacedOption[] {
  const values = recipe[group] as Readonly<Record<string, OptionValueAny>>;
  return Object.entries(RECIPE_GROUPS[group] as Readonly<Record<string, Option>>).map(([key, option]) => ({
    group,
    key,
    option,
    value: values[key] ?? option.defaults.adaptive,
  }));
}

/** The options whose value differs from the default under `constants`. */
export function changedOptions(recipe: Recipe, constants: ConstantsName): readonly PlacedOption[] {
  return GROUP_NAMES.flatMap((group) => optionsOf(recipe, group)).filter(
    ({ option, value }) => value !== option.defaults[constants],
  );
}

/** The set of constants that explains the recipe with the fewest changes; on a tie the earlier of {@link CONSTANTS}. */
export function constantsOf(recipe: Recipe): ConstantsName {
  let best: { readonly name: ConstantsName; readonly changes: number } | null = null;
  for (const name of CONSTANTS) {
    const changes = changedOptions(recipe, name).length;
    if (best === null || changes < best.changes) best = { name, changes };
  }
  return best?.name ?? 'adaptive';
}

/** The recipe with every option set to the values of `constants`; network, images, trigger, strategy and seed stay. */
export function withConstants(recipe: Recipe, constants: ConstantsName): Recipe {
  return { ...recipe, ...recipeOptions(constants) };
}

/** The recipe with one option changed; the same object when the value is the one it has. */
export function withOption(recipe: Recipe, group: RecipeGroup, key: string, value: OptionValueAny): Recipe {
  const values = recipe[group] as Readonly<Record<string, OptionValueAny>>;
  if (values[key] === value) return recipe;
  return { ...recipe, [group]: { ...values, [key]: value } };
}

/** Options of an attack and its training beside their descriptions, and the named set of constants they stand on. */
import {
  type AttackRecipe,
  CONSTANTS,
  type ConstantsName,
  groupDefaults,
  type Option,
  type OptionGroup,
} from '../../../workers/protocol';
import { attackChoice, ATTACKS } from '../../../workers/protocol/attacks/registry';
import { trainOptionsOf } from '../../../workers/protocol/attackRecipe';
import { TRAIN_WATCH_OPTIONS } from '../../../workers/protocol/trainOptions';
import type { OptionValueAny } from '../recipe/constants';

/** The parts of an attack recipe that are groups of options. */
export type AttackGroup = 'attack' | 'train' | 'watch';

export interface AttackOption {
  readonly key: string;
  readonly option: Option;
  readonly value: OptionValueAny;
}

function described(recipe: AttackRecipe, group: AttackGroup): OptionGroup {
  if (group === 'attack') return ATTACKS[recipe.attack.id].options;
  return group === 'train' ? trainOptionsOf(recipe.attack.id) : TRAIN_WATCH_OPTIONS;
}

function valuesOf(recipe: AttackRecipe, group: AttackGroup): Readonly<Record<string, OptionValueAny>> {
  return group === 'attack' ? recipe.attack.options : recipe[group];
}

/** The options of one group in the order they are described. */
export function attackOptions(recipe: AttackRecipe, group: AttackGroup): readonly AttackOption[] {
  const values = valuesOf(recipe, group);
  return Object.entries(described(recipe, group)).map(([key, option]) => ({
    key,
    option,
    value: values[key] ?? option.defaults.adaptive,
  }));
}

/** How many options of a group differ from the defaults of `constants`. */
export function changedCount(recipe: AttackRecipe, group: AttackGroup, constants: ConstantsName): number {
  return attackOptions(recipe, group).filter(({ option, value }) => value !== option.defaults[constants])
    .length;
}

/** The set of constants that explains the recipe with the fewest changes; on a tie the earlier one. */
export function attackConstants(recipe: AttackRecipe): ConstantsName {
  const changes = (name: ConstantsName): number =>
    changedCount(recipe, 'attack', name) + changedCount(recipe, 'train', name);
  const [first, ...others] = CONSTANTS;
  return others.reduce<ConstantsName>((best, name) => (changes(name) < changes(best) ? name : best), first);
}

/** The recipe with the attack's and the training's options as `constants` has them. */
export function withAttackConstants(recipe: AttackRecipe, constants: ConstantsName): AttackRecipe {
  const { id } = recipe.attack;
  return {
    ...recipe,
    attack: attackChoice(id, constants),
    train: groupDefaults(trainOptionsOf(id), constants),
  };
}

/** The recipe with one option changed. The value is one that the option's description allows. */
export function withAttackOption(
  recipe: AttackRecipe,
  group: AttackGroup,
  key: string,
  value: OptionValueAny,
): AttackRecipe {
  const options = { ...valuesOf(recipe, group), [key]: value };
  if (group !== 'attack') return { ...recipe, [group]: options };
  // The options keep the shape of their attack: only a value has changed.
  return { ...recipe, attack: { id: recipe.attack.id, options } as AttackRecipe['attack'] };
}

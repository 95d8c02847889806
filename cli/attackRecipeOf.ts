/** From what stands on the command line to a whole attack recipe: an attack, a recipe file, a training report or a link, then `--set`. */
import { attackIn, restoreAttackLink } from '../src/link/attackLink';
import { type AttackRecipe, FaultError, type OptionGroup } from '../workers/protocol';
import { ATTACK_IDS, ATTACKS } from '../workers/protocol/attacks/registry';
import { createAttackRecipe, parseAttackRecipe, trainOptionsOf } from '../workers/protocol/attackRecipe';
import { TRAIN_WATCH_OPTIONS } from '../workers/protocol/trainOptions';
import type { Arguments } from './arguments';
import { readJson } from './recipeOf';
import { constantsNamed, optionSet, pathOf } from './setting';
import { readTrigger } from './triggerFile';

/** Options that are numbers of the recipe itself. */
const NUMBERS: Readonly<Record<string, (recipe: AttackRecipe, value: number) => unknown>> = {
  seed: (recipe, seed) => ({ ...recipe, seed }),
  target: (recipe, target) => ({ ...recipe, target }),
  'network.width': (recipe, width) => ({ ...recipe, network: { ...recipe.network, width } }),
  'data.images': (recipe, images) => ({ ...recipe, data: { ...recipe.data, images } }),
};

/** The recipe that `source` names: an attack, the path of a recipe or of a training's report, or a link. */
async function attackRecipeOf(source: string, constants: string | null): Promise<AttackRecipe> {
  if (source.includes('#')) return (await restoreAttackLink(source.slice(source.indexOf('#')))).recipe;
  const id = ATTACK_IDS.find((each) => each === source);
  if (id !== undefined) return createAttackRecipe({ id }, constantsNamed(constants ?? 'adaptive'));
  if (source.endsWith('.json')) return parseAttackRecipe(attackIn(await readJson(source, 'recipe')));
  const reason = `name a recipe file, a link, or an attack: ${ATTACK_IDS.join(', ')}`;
  throw new FaultError('argument-invalid', { argument: source === '' ? 'recipe' : source, reason });
}

function optionsOf({ attack }: AttackRecipe, group: string): OptionGroup {
  if (group === 'attack') return ATTACKS[attack.id].options;
  if (group === 'train') return trainOptionsOf(attack.id);
  return group === 'watch' ? TRAIN_WATCH_OPTIONS : {};
}

function withOption(recipe: AttackRecipe, path: string, value: string): unknown {
  const { group } = pathOf(path);
  const set = optionSet(optionsOf(recipe, group), path, value);
  if (group === 'train') return { ...recipe, train: { ...recipe.train, ...set } };
  if (group === 'watch') return { ...recipe, watch: { ...recipe.watch, ...set } };
  return { ...recipe, attack: { id: recipe.attack.id, options: { ...recipe.attack.options, ...set } } };
}

/** Applies `path=value`. Throws `argument-invalid` or, for a value out of range, `recipe-invalid`. */
function withSetting(recipe: AttackRecipe, setting: string): AttackRecipe {
  const [path = '', value = ''] = setting.split(/=(.*)/s);
  if (path === 'network.architecture')
    return parseAttackRecipe({ ...recipe, network: { ...recipe.network, architecture: value } });
  if (path === 'labels') return parseAttackRecipe({ ...recipe, labels: { kind: value } });
  const number = NUMBERS[path];
  return parseAttackRecipe(
    number === undefined ? withOption(recipe, path, value) : number(recipe, Number(value)),
  );
}

/** The attack recipe with everything the command line says about it, except files. */
export async function attackRecipeFrom(args: Arguments): Promise<AttackRecipe> {
  let recipe = await attackRecipeOf(args.words[0] ?? '', args.option('constants'));
  for (const setting of args.all('set')) recipe = withSetting(recipe, setting);
  const seed = args.option('seed');
  if (seed !== null) recipe = withSetting(recipe, `seed=${seed}`);
  const trigger = args.option('trigger');
  return trigger === null ? recipe : parseAttackRecipe({ ...recipe, trigger: await readTrigger(trigger) });
}

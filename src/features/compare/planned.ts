/** From the plan to recipes: every chosen method on every chosen network with every seed, as far as they fit. */
import {
  type AnyRecipe,
  createRecipe,
  groupDefaults,
  type OptionGroup,
  type Recipe,
  RECIPE_GROUPS,
  type ZooEntry,
} from '../../../workers/protocol';
import {
  createDefenseRecipe,
  type DefenseRecipe,
  SHARED_OPTIONS,
} from '../../../workers/protocol/defenseRecipe';
import { SHAPES_SEED } from '../../link/preset';
import { changed, OPEN_NETWORK, type Plan } from '../../state/planStore';
import type { MethodId } from '../../compare/runRecord';
import { unmetNeed } from './needs';
import { type Method, METHODS } from './methods';
import { parseSeeds } from './seeds';

/** A network that can be chosen, with its images and its trigger. */
export interface PlanNetwork extends Pick<Recipe, 'model' | 'data' | 'trigger'> {
  /** {@link OPEN_NETWORK} or an id of the zoo. */
  readonly id: string;
  readonly title: string;
  /** Null of a network that is not of the zoo. */
  readonly entry: ZooEntry | null;
  /** Whether its file says how it was poisoned; null where nobody knows before it is opened. */
  readonly isPlanted: boolean | null;
}

/** Values of a group of shared options under the plan. */
export function sharedValues<G extends OptionGroup>(plan: Plan, id: string, group: G) {
  return changed(groupDefaults(group, plan.constants), id, plan.changes.shared ?? {});
}

function rnpRecipe(plan: Plan, { model, data, trigger }: PlanNetwork, seed: number): Recipe {
  const recipe = createRecipe({ model, data, trigger, seed }, plan.constants);
  const changes = plan.changes.rnp ?? {};
  const { images } = sharedValues(plan, 'shared', SHARED_OPTIONS);
  return {
    ...recipe,
    defense: { ...changed(recipe.defense, 'defense', changes), images },
    unlearn: changed(recipe.unlearn, 'unlearn', changes),
    recover: changed(recipe.recover, 'recover', changes),
    prune: changed(recipe.prune, 'prune', changes),
    watch: sharedValues(plan, 'watch', RECIPE_GROUPS.watch),
  };
}

function defenseRecipe(
  plan: Plan,
  { model, data, trigger }: PlanNetwork,
  id: Exclude<MethodId, 'rnp'>,
  seed: number,
): DefenseRecipe {
  const recipe = createDefenseRecipe({ model, data, trigger, id, seed }, plan.constants);
  const options = changed(recipe.method.options, 'options', plan.changes[id] ?? {});
  return {
    ...recipe,
    // The options keep the shape of their method: only values have changed.
    method: { id, options } as DefenseRecipe['method'],
    shared: sharedValues(plan, 'shared', SHARED_OPTIONS),
    watch: sharedValues(plan, 'watch', RECIPE_GROUPS.watch),
  };
}

/** The network on the page, and those of the zoo besides it. */
export function planNetworks(
  recipe: Pick<Recipe, 'model' | 'data' | 'trigger'>,
  zoo: readonly ZooEntry[],
  isPlanted: boolean | null,
): readonly PlanNetwork[] {
  const { model, data, trigger } = recipe;
  const own = model.kind === 'zoo' ? (zoo.find(({ id }) => id === model.id) ?? null) : null;
  const title = model.kind === 'zoo' ? (own?.title ?? model.id) : model.name;
  const shapes = { kind: 'shapes', seed: SHAPES_SEED } as const;
  return [
    { id: OPEN_NETWORK, title, entry: own, model, data, trigger, isPlanted },
    ...zoo
      .filter((entry) => entry !== own)
      .map((entry) => ({
        id: entry.id,
        title: entry.title,
        entry,
        model: { kind: 'zoo', id: entry.id } as const,
        data: shapes,
        trigger: entry.trigger,
        isPlanted: entry.trigger !== null,
      })),
  ];
}

/** What the plan comes to. */
export interface Planned {
  readonly networks: readonly PlanNetwork[];
  readonly methods: readonly Method[];
  readonly seeds: readonly number[];
  readonly recipes: readonly AnyRecipe[];
  /** Pairs of network and method that are left out because the method cannot begin there. */
  readonly left: number;
}

/** The recipes, network by network: each is loaded once. */
export function planned(plan: Plan, all: readonly PlanNetwork[]): Planned {
  const networks = all.filter(({ id }) => plan.networks.includes(id));
  const methods = METHODS.filter(({ id }) => plan.methods.includes(id));
  const seeds = parseSeeds(plan.seeds) ?? [];
  const pairs = networks.flatMap((network) => methods.map((method) => ({ network, method })));
  const fitting = pairs.filter(({ network, method }) => unmetNeed(method, network) === null);
  const recipes = fitting.flatMap(({ network, method: { id } }) =>
    seeds.map((seed) =>
      id === 'rnp' ? rnpRecipe(plan, network, seed) : defenseRecipe(plan, network, id, seed),
    ),
  );
  return { networks, methods, seeds, recipes, left: pairs.length - fitting.length };
}

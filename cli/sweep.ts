/** A sweep file as data: a base recipe, or networks by methods by seeds, and what is varied in each. */
import * as v from 'valibot';
import { methodOf, recipeHash } from '../src/compare/runRecord';
import { type AnyRecipe, FaultError, firstIssue } from '../workers/protocol';
import { anyRecipeOf } from './recipeOf';
import { METHOD_IDS, methodNamed, withMethod, withSetting } from './setting';

const listOf = <const S extends v.GenericSchema>(item: S) => v.pipe(v.array(item), v.minLength(1));
const word = v.pipe(v.string(), v.minLength(1));
const values = v.record(v.string(), listOf(v.union([v.string(), v.number(), v.boolean()])));

const baseSchema = v.strictObject({ base: word, set: values });
const gridSchema = v.strictObject({
  networks: listOf(word),
  methods: listOf(word),
  seeds: listOf(v.number()),
  set: v.optional(values, {}),
});
type Values = v.InferOutput<typeof values>;

/** A recipe of a sweep, and the first digits of its hash. */
export interface SweepRecipe {
  readonly recipe: AnyRecipe;
  readonly hash: string;
}

function checked<T>(schema: v.GenericSchema<unknown, T>, value: unknown): T {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const { expected, field, found } = firstIssue(result.issues, 'sweep');
  const reason = `the field ${field} has ${found}, expected is ${expected}`;
  throw new FaultError('argument-invalid', { argument: 'sweep', reason });
}

/** An option's path as `--set` has it, and the only method it is meant for: the word before it, if that is one. */
function scoped(key: string): { readonly only: string | null; readonly path: string } {
  const [first = '', ...rest] = key.split('.');
  return METHOD_IDS.some((id) => id === first)
    ? { only: first, path: rest.join('.') }
    : { only: null, path: key };
}

/** Every recipe with every value of an option; recipes of methods that the option is not meant for stay as they are. */
function varied(recipes: readonly AnyRecipe[], [key, given]: [string, Values[string]]): readonly AnyRecipe[] {
  const { only, path } = scoped(key);
  if (only !== null && recipes.every((recipe) => methodOf(recipe) !== only)) {
    const reason = `${key} is for a method that the sweep does not have`;
    throw new FaultError('argument-invalid', { argument: 'sweep', reason });
  }
  return recipes.flatMap((recipe) =>
    only === null || methodOf(recipe) === only
      ? given.map((value) => withSetting(recipe, `${path}=${String(value)}`))
      : [recipe],
  );
}

async function baseRecipes(value: object): Promise<readonly [readonly AnyRecipe[], Values]> {
  if ('base' in value) {
    const { base, set } = checked(baseSchema, value);
    return [[await anyRecipeOf(base)], set];
  }
  const { methods, networks, seeds, set } = checked(gridSchema, value);
  const named = methods.map((each) => methodNamed(each, 'sweep'));
  const recipes = await Promise.all(networks.map(anyRecipeOf));
  const grid = recipes.flatMap((recipe) =>
    named.flatMap((method) =>
      seeds.map((seed) => withSetting(withMethod(recipe, method), `seed=${String(seed)}`)),
    ),
  );
  return [grid, set];
}

/**
 * The recipes of a sweep, each once: network by network, in it method by method, in it seed by seed, then what is varied, the
 * last option fastest. Throws `argument-invalid`, `preset-unknown` or `recipe-invalid`.
 */
export async function sweepRecipes(value: unknown): Promise<readonly SweepRecipe[]> {
  if (typeof value !== 'object' || value === null || !('base' in value || 'networks' in value)) {
    const reason =
      'expected is a file like {"base": "badnets-16", "set": {"seed": [1, 2, 3]}} or {"networks": ["badnets-16"], "methods": ["rnp", "ft"], "seeds": [1, 2, 3]}';
    throw new FaultError('argument-invalid', { argument: 'sweep', reason });
  }
  const [base, set] = await baseRecipes(value);
  const recipes = Object.entries(set).reduce(varied, base);
  const byHash = new Map<string, AnyRecipe>();
  for (const recipe of recipes) byHash.set(await recipeHash(recipe), recipe);
  return [...byHash].map(([hash, recipe]) => ({ recipe, hash }));
}

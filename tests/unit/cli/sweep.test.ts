/** Methods, options and sweeps on the command line, without starting it. */
import { describe, expect, it } from 'vitest';
import { recipeOf } from '../../../cli/recipeOf';
import { METHOD_IDS, withConstants, withMethod, withSetting } from '../../../cli/setting';
import { methodOf } from '../../../src/compare/runRecord';
import { sweepRecipes } from '../../../cli/sweep';
import { FaultError } from '../../../workers/protocol';
import { parseDefenseRecipe } from '../../../workers/protocol/defenseRecipe';
import { DEFENSES } from '../../../workers/protocol/defenses/registry';

const rnp = await recipeOf('blend-8');
const anp = parseDefenseRecipe(withMethod(rnp, 'anp'));

async function reasonOf(value: unknown): Promise<string> {
  const fault = await sweepRecipes(value).catch((thrown: unknown) => thrown);
  if (!(fault instanceof FaultError)) throw new Error('accepted, or no fault');
  return String(fault.fault.params['reason'] ?? fault.fault.params['field']);
}

describe('another method', () => {
  it('keeps network, images, trigger, seed and what is measured', () => {
    const own = withSetting(
      withSetting(withSetting(rnp, 'seed=5'), 'defense.images=100'),
      'watch.testImages=64',
    );
    const { data, model, seed, shared, trigger, watch } = parseDefenseRecipe(withMethod(own, 'nad'));
    expect({ data, model, seed, trigger }).toEqual({
      data: rnp.data,
      model: rnp.model,
      seed: 5,
      trigger: rnp.trigger,
    });
    expect([shared.images, watch.testImages]).toEqual([100, 64]);
  });

  it('is the same recipe where it is of that method already, and leads back to RNP’s', () => {
    const tuned = withSetting(anp, 'method.options.iterations=17');
    expect(withMethod(tuned, 'anp')).toBe(tuned);
    expect(withMethod(tuned, 'rnp')).toEqual(rnp);
  });
});

describe('--set', () => {
  it('reaches every group of a defense', () => {
    const recipe = ['method.options.iterations=17', 'shared.budget=0.5', 'watch.images=32', 'seed=3'].reduce(
      withSetting,
      anp,
    );
    expect(recipe).toEqual({
      ...anp,
      method: { id: 'anp', options: { ...anp.method.options, iterations: 17 } },
      shared: { ...anp.shared, budget: 0.5 },
      watch: { ...anp.watch, images: 32 },
      seed: 3,
    });
  });

  it.each([
    'method.options.speed=1',
    'unlearn.maxEpochs=1',
    'method.id=ft',
    'images=3',
    'shared.shared.images=32',
    'strategy=NU-FR',
    'shared.budget=',
    'shared.budget=much',
    'method.options.iterations=0',
  ])('refuses %s in a recipe of ANP', (setting) => {
    expect(() => withSetting(anp, setting)).toThrow(FaultError);
  });

  it('takes a set of constants for all groups', () => {
    const { method } = parseDefenseRecipe(
      withConstants(withSetting(anp, 'method.options.iterations=17'), 'paper'),
    );
    expect(method.options).toMatchObject({ iterations: DEFENSES.anp.options.iterations.defaults.paper });
  });
});

describe('a sweep', () => {
  it('lists networks, in them methods, in them seeds, then what is varied', async () => {
    const recipes = await sweepRecipes({
      networks: ['badnets-8', 'blend-8'],
      methods: ['rnp', 'anp'],
      seeds: [2, 1],
      set: { 'anp.method.options.iterations': [5, 6], 'rnp.defense.images': [64] },
    });
    const lines = recipes.map(({ recipe }) => {
      const model = recipe.model.kind === 'zoo' ? recipe.model.id : '';
      const varied = recipe.format === 'rnp-defense' ? recipe.method.options : recipe.defense;
      const value = 'iterations' in varied ? varied.iterations : 'images' in varied ? varied.images : null;
      return [model, methodOf(recipe), recipe.seed, value].join(' ');
    });
    const of = (model: string): string[] =>
      ['rnp 2 64', 'rnp 1 64', 'anp 2 5', 'anp 2 6', 'anp 1 5', 'anp 1 6'].map((rest) => `${model} ${rest}`);
    expect(lines).toEqual([...of('badnets-8'), ...of('blend-8')]);
    expect(new Set(recipes.map(({ hash }) => hash)).size).toBe(recipes.length);
  });

  it('takes every method, and a base recipe with what is varied in it', async () => {
    const all = await sweepRecipes({ networks: ['badnets-8'], methods: METHOD_IDS, seeds: [1] });
    expect(all.map(({ recipe }) => methodOf(recipe))).toEqual(METHOD_IDS);
    const based = await sweepRecipes({
      base: 'badnets-8',
      set: { 'prune.rule': ['count'], seed: [1, 2, 1] },
    });
    expect(based.map(({ recipe }) => recipe.seed)).toEqual([1, 2]);
  });

  const grid = { networks: ['badnets-8'], methods: ['rnp', 'ft'], seeds: [1] };
  it.each([
    [[], 'expected is a file like'],
    [{ ...grid, methods: ['hope'] }, 'no method hope'],
    [{ ...grid, seeds: [] }, 'field seeds has 0'],
    [{ ...grid, seeds: ['one'] }, 'field seeds.0 has "one"'],
    [{ ...grid, seed: [1] }, 'field seed'],
    [{ ...grid, set: { 'method.options.epochs': [1] } }, 'no option method.options.epochs'],
    [{ ...grid, set: { 'anp.method.options.iterations': [1] } }, 'a method that the sweep does not have'],
    [{ ...grid, set: { 'shared.budget': 0.1 } }, 'field set.shared.budget has 0.1'],
    [{ ...grid, seeds: [-1] }, 'seed'],
  ])('%j is refused with its reason', async (value, reason) => {
    expect(await reasonOf(value)).toContain(reason);
  });
});

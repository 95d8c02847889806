/** From the plan to recipes; what does not fit is known before it starts. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { METHODS, optionsOfMethod } from '../../../src/features/compare/methods';
import { POISONS_ONCE, unmetNeed } from '../../../src/features/compare/needs';
import { planned, planNetworks } from '../../../src/features/compare/planned';
import { firstRecipe } from '../../../src/state/recipeStore';
import { firstPlan, OPEN_NETWORK, type Plan } from '../../../src/state/planStore';
import { poisonedAgain } from '../../../workers/attacks/poisonedAgain';
import { parseRecipe, type ZooEntry } from '../../../workers/protocol';
import { parseDefenseRecipe } from '../../../workers/protocol/defenseRecipe';
import { createAttackRecipe } from '../../../workers/protocol/attackRecipe';
import { ATTACK_IDS } from '../../../workers/protocol/attacks/registry';
import { BADNETS_TRIGGER } from '../../../workers/protocol';

const manifest = JSON.parse(readFileSync('public/zoo/manifest.json', 'utf8')) as {
  readonly networks: readonly ZooEntry[];
};
const networks = planNetworks(firstRecipe(), manifest.networks, null);
const plan = (change: Partial<Plan>): Plan => ({ ...firstPlan(), ...change });

describe('networks', () => {
  it('are the open one and the zoo besides it, each once', () => {
    expect(networks[0]).toMatchObject({ id: OPEN_NETWORK, title: 'BadNets, small' });
    expect(networks).toHaveLength(manifest.networks.length);
    expect(networks.some(({ id }) => id === 'badnets-8')).toBe(false);
  });
});

describe('recipes', () => {
  it('are every method on every network with every seed, and pass their own schemas', () => {
    const methods = METHODS.map(({ id }) => id);
    const { recipes, left } = planned(
      plan({ networks: [OPEN_NETWORK, 'blend-16'], methods, seeds: '1, 2' }),
      networks,
    );
    expect(left).toBe(0);
    expect(recipes).toHaveLength(2 * methods.length * 2);
    for (const recipe of recipes)
      expect(recipe.format === 'rnp-recipe' ? parseRecipe(recipe) : parseDefenseRecipe(recipe)).toEqual(
        recipe,
      );
    // Network by network: each is loaded once.
    const loaded = recipes.map(({ model }) => (model.kind === 'zoo' ? model.id : model.name));
    expect(loaded).toEqual(loaded.toSorted());
  });

  it('carry what was changed, and what all share', () => {
    const changes = {
      ft: { 'options.epochs': 2 },
      rnp: { 'unlearn.maxEpochs': 3 },
      shared: { 'shared.images': 100, 'watch.testImages': 64 },
    };
    const [rnp, ft] = planned(plan({ methods: ['ft', 'rnp'], changes }), networks).recipes;
    expect(rnp).toMatchObject({
      method: 'rnp',
      unlearn: { maxEpochs: 3 },
      defense: { images: 100 },
      watch: { testImages: 64 },
    });
    expect(ft).toMatchObject({
      method: { id: 'ft', options: { epochs: 2 } },
      shared: { images: 100 },
      watch: { testImages: 64 },
    });
  });

  it('stand on the set of constants that is chosen', () => {
    const [paper] = planned(plan({ methods: ['ft'], constants: 'paper' }), networks).recipes;
    expect(paper).toMatchObject({ method: { options: { epochs: 100 } } });
  });

  it('leave out what cannot begin', () => {
    const abl = METHODS.find(({ id }) => id === 'abl');
    if (abl === undefined) throw new Error('no ABL');
    const wanet = networks.find(({ id }) => id === 'wanet-16');
    if (wanet === undefined) throw new Error('no WaNet');
    expect(unmetNeed(abl, wanet)).toBe('poisoned-set');
    const result = planned(plan({ networks: [OPEN_NETWORK, 'wanet-16'], methods: ['abl'] }), networks);
    expect(result).toMatchObject({ left: 1, recipes: [{ model: { id: 'badnets-8' } }] });
  });
});

it('knows the attacks whose training sets the engine can make again', () => {
  const clean = {
    count: 200,
    height: 32,
    width: 32,
    channels: 3,
    pixels: new Uint8Array(200 * 32 * 32 * 3),
    labels: Uint16Array.from({ length: 200 }, (_, at) => at % 10),
    classes: Array.from({ length: 10 }, (_, at) => `class ${at}`),
  };
  const made = ATTACK_IDS.filter(
    (id) => poisonedAgain(createAttackRecipe({ id }), BADNETS_TRIGGER, clean) !== null,
  );
  expect(made.toSorted()).toEqual(POISONS_ONCE.toSorted());
});

it('gives every option a name of its own', () => {
  for (const method of METHODS) {
    const keys = optionsOfMethod(method).map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
    expect(method.summary.endsWith('.')).toBe(true);
  }
});

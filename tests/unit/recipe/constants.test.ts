import { describe, expect, it } from 'vitest';
import {
  BADNETS_TRIGGER,
  CONSTANTS,
  type ConstantsName,
  createRecipe,
  parseRecipe,
  RECIPE_GROUPS,
  type Recipe,
} from '../../../workers/protocol';
import {
  changedOptions,
  constantsOf,
  GROUP_NAMES,
  optionsOf,
  withConstants,
  withOption,
} from '../../../src/features/recipe/constants';
import { isInEffect } from '../../../src/features/recipe/inEffect';

const recipe = (constants: ConstantsName = 'adaptive'): Recipe =>
  createRecipe(
    {
      model: { kind: 'zoo', id: 'badnets-16' },
      data: { kind: 'shapes', seed: 7 },
      trigger: BADNETS_TRIGGER,
      seed: 3,
    },
    constants,
  );

describe('which constants a recipe stands on', () => {
  it.each(CONSTANTS)('knows a fresh recipe of %s', (name) => {
    expect(constantsOf(recipe(name))).toBe(name);
    expect(changedOptions(recipe(name), name)).toEqual([]);
  });

  it('still knows them after a change, and names the change', () => {
    const changed = withOption(recipe('paper'), 'unlearn', 'learningRate', 0.5);
    expect(constantsOf(changed)).toBe('paper');
    expect(changedOptions(changed, 'paper').map(({ group, key, value }) => [group, key, value])).toEqual([
      ['unlearn', 'learningRate', 0.5],
    ]);
  });

  it('replaces every option and nothing else', () => {
    const own = { ...withOption(recipe(), 'prune', 'threshold', 0.9), strategy: 'FU-FR' as const };
    const replaced = withConstants(own, 'reference-code');
    expect(changedOptions(replaced, 'reference-code')).toEqual([]);
    expect(replaced).toMatchObject({ seed: 3, strategy: 'FU-FR', trigger: BADNETS_TRIGGER });
    expect(parseRecipe(replaced)).toEqual(replaced);
  });
});

describe('the options of a recipe', () => {
  it('are all of the protocol’s, in its order', () => {
    for (const group of GROUP_NAMES) {
      expect(optionsOf(recipe(), group).map(({ key }) => key)).toEqual(Object.keys(RECIPE_GROUPS[group]));
    }
  });

  it('leave no trace in the history when set to what they are', () => {
    const before = recipe();
    expect(withOption(before, 'recover', 'epochs', before.recover.epochs)).toBe(before);
    expect(withOption(before, 'recover', 'epochs', 3)).toEqual({
      ...before,
      recover: { ...before.recover, epochs: 3 },
    });
  });

  it('are in effect only where a rule reads them', () => {
    const veto = recipe('adaptive');
    const threshold = recipe('reference-code');
    expect([isInEffect(veto, 'prune', 'threshold'), isInEffect(threshold, 'prune', 'threshold')]).toEqual([
      false,
      true,
    ]);
    expect([
      isInEffect(veto, 'unlearn', 'gainPerStep'),
      isInEffect(threshold, 'unlearn', 'gainPerStep'),
    ]).toEqual([true, false]);
    expect(isInEffect(veto, 'defense', 'images')).toBe(true);
  });
});

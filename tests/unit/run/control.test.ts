/** The control run: the settings of the run, on a network without a secret. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { CONTROL_PRESET, controlRecipe, isControl } from '../../../src/features/run/control';
import type { Preset } from '../../../src/link/preset';
import { branchAt, parseRecipe } from '../../../workers/protocol';
import { RECIPE } from './plausibleRun';

const { presets } = JSON.parse(readFileSync('public/presets/presets.json', 'utf8')) as {
  readonly presets: readonly Preset[];
};
const control = presets.find(({ id }) => id === CONTROL_PRESET);
if (control === undefined) throw new Error('the control is no preset any more');

it('keeps every setting and the seed, and takes the network of the preset', () => {
  const run = { ...RECIPE, seed: 11, prune: { ...RECIPE.prune, threshold: 0.42 } };
  const recipe = controlRecipe(run, control);
  expect(recipe.model).toEqual({ kind: 'zoo', id: control.zooId });
  expect(recipe.seed).toBe(11);
  expect(recipe.prune).toEqual(run.prune);
  expect(isControl(recipe, control)).toBe(true);
  expect(isControl(run, control)).toBe(false);
});

it('is a valid recipe also after a branched run, whose first steps it cannot repeat', () => {
  const recipe = controlRecipe(branchAt(RECIPE, 'recover', 5), control);
  expect(parseRecipe(recipe)).toEqual(recipe);
  expect(recipe.branches).toBeUndefined();
});

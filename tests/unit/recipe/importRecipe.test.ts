import { describe, expect, it } from 'vitest';
import { BADNETS_TRIGGER, createRecipe } from '../../../workers/protocol';
import { exportRecipe, importRecipe } from '../../../src/features/recipe/importRecipe';

const recipe = createRecipe({
  model: { kind: 'zoo', id: 'badnets-16' },
  data: { kind: 'shapes', seed: 7 },
  trigger: BADNETS_TRIGGER,
});

describe('a recipe as JSON', () => {
  it('comes back as it went out', async () => {
    expect(await importRecipe(exportRecipe(recipe))).toEqual({ ok: true, value: recipe });
  });

  it('of an older version means what it meant: options that are younger have the value of that time', async () => {
    const { revealRounds: _rounds, vetoViews: _views, ...prune } = recipe.prune;
    const found = await importRecipe(JSON.stringify({ ...recipe, prune }));
    expect(found).toMatchObject({ ok: true, value: { prune: { revealRounds: 1, vetoViews: 0 } } });
  });

  it('is also found in a report', async () => {
    const report = JSON.stringify({ format: 'rnp-report', version: 1, recipe, device: {} });
    expect(await importRecipe(report)).toEqual({ ok: true, value: recipe });
  });

  it.each([
    ['nothing', '', 'recipe'],
    ['half a file', exportRecipe(recipe).slice(0, 80), 'recipe'],
    ['another format', '{"format":"cake"}', 'format'],
    ['a list', '[]', ''],
    ['a value out of range', JSON.stringify({ ...recipe, seed: -1 }), 'seed'],
    ['an unknown option', JSON.stringify({ ...recipe, prune: { ...recipe.prune, magic: 1 } }), 'prune.magic'],
  ])('refuses %s and names the field', async (_what, text, field) => {
    const result = await importRecipe(text);
    expect(result).toMatchObject({ ok: false, fault: { code: 'recipe-invalid' } });
    if (!result.ok && field !== '') expect(result.fault.params['field']).toBe(field);
  });
});

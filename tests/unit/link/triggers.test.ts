/** Triggers in links: what goes beyond the preset's is written whole, and mended like the rest of a recipe. */
import { deflateSync, strToU8 } from 'fflate';
import { describe, expect, it } from 'vitest';
import { BADNETS_TRIGGER, encodeBytes, type Recipe, type Trigger } from '../../../workers/protocol';
import { presetRecipe } from '../../../src/link/preset';
import { restoreLink } from '../../../src/link/restoreLink';
import { writeLink } from '../../../src/link/writeLink';
import { presetCalled, PRESETS } from './presetList';

const preset = presetCalled('badnets-16');
const restore = (hash: string) => restoreLink(hash, PRESETS);
const write = (recipe: Recipe) => writeLink({ recipe, preset, view: {}, expected: null });

function packed(value: unknown): string {
  const text = encodeBytes(deflateSync(strToU8(JSON.stringify(value))));
  return `#r1=${text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}`;
}

describe('a trigger in a link', () => {
  it.each<[string, Trigger]>([
    ['on all classes', { ...BADNETS_TRIGGER, labels: { kind: 'all-to-all' } }],
    ['on one class', { ...BADNETS_TRIGGER, labels: { kind: 'source', source: 3 } }],
    ['in four corners', { ...BADNETS_TRIGGER, corners: 'four' }],
    ['that warps', { kind: 'warp', seed: 1, grid: 4, strength: 0.5, rescale: 0.98, target: 0 }],
    ['that a network makes', { kind: 'generator', method: 'dynamic', strength: 1, target: 0 }],
  ])('%s comes back as it was', async (_, trigger) => {
    const recipe: Recipe = { ...presetRecipe(preset), trigger };
    const { hash, form } = await write(recipe);
    expect(form).toBe('full');
    expect(await restore(hash)).toMatchObject({ recipe, notices: [] });
  });

  it('that keeps its fields is still short', async () => {
    const recipe: Recipe = { ...presetRecipe(preset), trigger: { ...BADNETS_TRIGGER, row: 3 } };
    expect((await write(recipe)).hash).toBe('#p=badnets-16&s=7&t.row=3');
  });

  it('is mended down to the class it works on', async () => {
    const labels = { kind: 'source', source: 5000, colour: 'red' };
    const { recipe, notices } = await restore(
      packed({ ...presetRecipe(preset), trigger: { ...BADNETS_TRIGGER, labels } }),
    );
    expect(recipe.trigger?.labels).toEqual({ kind: 'source', source: 999 });
    expect(notices.map(({ kind, field }) => `${kind} ${field}`)).toEqual([
      'unknown trigger.labels.colour',
      'clamped trigger.labels.source',
    ]);
  });
});

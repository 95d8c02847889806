import { describe, expect, it } from 'vitest';
import { BADNETS_TRIGGER, parseRecipe } from '../../../workers/protocol';
import { FIRST_PRESET, firstRecipe } from '../../../src/state/recipeStore';
import { presetRecipe } from '../../../src/link/preset';
import zooManifest from '../../../public/zoo/manifest.json';
import type { ZooEntry } from '../../../workers/protocol';
import { presetCalled, PRESETS } from './presetList';

const MANIFEST = zooManifest as { readonly networks: readonly Pick<ZooEntry, 'id'>[] };

describe('presets', () => {
  it.each(PRESETS.map((preset) => [preset.id, preset] as const))('%s is a valid recipe', (_, preset) => {
    expect(parseRecipe(presetRecipe(preset))).toEqual(presetRecipe(preset));
    expect(preset.sentence).toMatch(/\.$/);
  });

  it('has each network under its own name, and a clean one to compare with', () => {
    const ids = PRESETS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const zoo = MANIFEST.networks.map(({ id }) => id);
    for (const { zooId } of PRESETS) expect(zoo).toContain(zooId);
    for (const kind of ['badnets-16', 'blend', 'sig', 'clean'])
      expect(ids.some((id) => id.startsWith(kind))).toBe(true);
  });

  it('opens on the first preset', () => {
    expect(presetRecipe(presetCalled(FIRST_PRESET))).toEqual(firstRecipe());
    expect(PRESETS.find(({ id }) => id.startsWith('clean'))?.trigger).toEqual(BADNETS_TRIGGER);
  });
});

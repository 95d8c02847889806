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

  it('has one per network of the zoo, each under its own name', () => {
    const ids = PRESETS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const networks = MANIFEST.networks.map(({ id }) => id);
    expect(PRESETS.map(({ zooId }) => zooId).sort()).toEqual([...networks].sort());
  });

  it('opens on the first preset', () => {
    expect(presetRecipe(presetCalled(FIRST_PRESET))).toEqual(firstRecipe());
    expect(presetCalled('clean-16').trigger).toEqual(BADNETS_TRIGGER);
  });
});

import { describe, expect, it } from 'vitest';
import { BADNETS_TRIGGER, parseRecipe } from '../../../workers/protocol';
import { FIRST_PRESET, firstRecipe } from '../../../src/state/recipeStore';
import { presetRecipe } from '../../../src/link/preset';
import { presetCalled, PRESETS } from './presetList';

describe('presets', () => {
  it.each(PRESETS.map((preset) => [preset.id, preset] as const))('%s is a valid recipe', (_, preset) => {
    expect(parseRecipe(presetRecipe(preset))).toEqual(presetRecipe(preset));
    expect(preset.sentence).toMatch(/\.$/);
  });

  it('has one per network of the zoo, each under its own name', () => {
    const ids = PRESETS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(['badnets-16', 'blend-16', 'sig-16', 'clean-16', 'badnets-8']);
  });

  it('opens on the first preset', () => {
    expect(presetRecipe(presetCalled(FIRST_PRESET))).toEqual(firstRecipe());
    expect(presetCalled('clean-16').trigger).toEqual(BADNETS_TRIGGER);
  });
});

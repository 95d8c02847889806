/** A run that would be refused is not offered: the page knows the same faults as the engine, before it starts. */
import { describe, expect, it } from 'vitest';
import { BADNETS_TRIGGER, type Recipe } from '../../../workers/protocol';
import { firstRecipe } from '../../../src/state/recipeStore';
import { NO_FILES } from '../../../src/state/engineStore';
import { refusalOf } from '../../../src/state/refusal';
import { DATA, MODEL } from '../run/plausibleRun';

const SHA = 'cd'.repeat(32);
const OWN = { name: 'own.pth', files: [], hint: null, address: null };
const model = { ...MODEL, name: 'own.pth', sha256: SHA };
const data = { ...DATA, kind: 'shapes' } as const;
const open = { model, data, masks: null, files: { ...NO_FILES, model: OWN } };
const recipe: Recipe = { ...firstRecipe(), model: { kind: 'file', name: 'own.pth', sha256: SHA } };

const codeOf = (...asked: Parameters<typeof refusalOf>) => refusalOf(...asked)?.code ?? 'none';

describe('a run', () => {
  it('is offered where network, images and recipe fit, and while what is built in is on its way', () => {
    expect(codeOf(recipe, open)).toBe('none');
    expect(codeOf(firstRecipe(), { ...open, model: null, data: null, files: NO_FILES })).toBe('none');
    // Another network is open: the run loads the one that the recipe names.
    expect(codeOf(firstRecipe(), { ...open, model: { ...model, classes: 100 } })).toBe('none');
  });

  it('waits for images of the network’s size, channels and classes', () => {
    expect(codeOf(recipe, { ...open, model: { ...model, inputWidth: 28 } })).toBe('image-size-mismatch');
    expect(codeOf(recipe, { ...open, model: { ...model, inputChannels: 1 } })).toBe('image-size-mismatch');
    expect(codeOf(recipe, { ...open, model: { ...model, classes: 100 } })).toBe('class-count-mismatch');
  });

  it('waits for a trigger that lies on the images and leads to a class, and for enough of them', () => {
    const carrying = (trigger: Recipe['trigger']) => codeOf({ ...recipe, trigger }, open);
    expect(carrying({ ...BADNETS_TRIGGER, row: 30 })).toBe('trigger-invalid');
    expect(carrying({ ...BADNETS_TRIGGER, target: 10 })).toBe('target-out-of-range');
    expect(carrying({ kind: 'images', target: 0 })).toBe('data-missing');
    expect(carrying(null)).toBe('none');
    const few = { ...recipe, defense: { ...recipe.defense, images: 10, batchSize: 128 } };
    expect(codeOf(few, open)).toBe('defense-set-too-small');
  });

  it('waits for the files that the recipe names', () => {
    expect(codeOf(recipe, { ...open, files: NO_FILES })).toBe('model-missing');
    expect(codeOf(recipe, { ...open, model: { ...model, sha256: 'ef'.repeat(32) } })).toBe(
      'checksum-mismatch',
    );
    const masked = { ...recipe, masks: { name: 'mask_values.txt', sha256: SHA } };
    expect(codeOf(masked, open)).toBe('masks-missing');
    const images = { name: 'x.npz', sha256: SHA };
    const own: Recipe = {
      ...recipe,
      data: { kind: 'files', defense: images, test: null, normalisation: 'unit' },
    };
    expect(codeOf(own, { ...open, data: null })).toBe('data-missing');
  });
});

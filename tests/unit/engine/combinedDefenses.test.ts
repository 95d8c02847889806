/** Defenses that lean on the rest of the engine: RNP inside one of them, and a search for triggers as the page hears of it. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { DefenseRecipe } from '../../../workers/protocol';
import { createDefenseRecipe } from '../../../workers/protocol/defenseRecipe';
import { tensorCount } from '../graph/backends';
import { createLab, heard, type Lab, smallRecipe, stagesOf, startBackend } from './smallRun';

/** A defense of the small network with few images, that is tuned for one epoch. */
async function recipeOf(
  lab: Lab,
  id: DefenseRecipe['method']['id'],
  options: object,
): Promise<DefenseRecipe> {
  const { data, model, seed, trigger, watch } = await smallRecipe(lab);
  const recipe = createDefenseRecipe({ id, model, data, trigger, seed });
  const own = { ...recipe.method.options, epochs: 1, ...options };
  return {
    ...recipe,
    // A fifth of them is held out; the rest is one batch of the code's RNP.
    shared: { ...recipe.shared, images: 160 },
    method: { id, options: own } as DefenseRecipe['method'],
    watch: { ...watch, everySteps: 100 },
  };
}

describe('RNP and fine-tuning', { timeout: 120_000 }, () => {
  beforeAll(startBackend);

  // No search for the label or the trigger, which the tests of RNP take their time for.
  const QUICK = { rnp: 'reference-code', batchSize: 64 };

  it('run RNP by its own constants, tell of it, and tune what it leaves', async () => {
    const lab = await createLab();
    const recipe = await recipeOf(lab, 'rnp-ft', QUICK);
    const report = await lab.session.defend({ job: 'defense', recipe });
    expect(stagesOf(lab)).toEqual(['unlearn', 'recover', 'prune', 'tune']);
    const cut = heard(lab, 'point').map(({ row }) => row.pruned);
    expect(cut).toHaveLength(2);
    expect(new Set(cut)).toEqual(new Set([report.chosen.pruned]));
    // The run inside has no end of its own; the other is that of opening the network.
    const ends = lab.events.filter(({ event, job }) => event.kind === 'end' && job === 'defense');
    expect(ends.map(({ event }) => event)).toEqual([{ kind: 'end', how: 'done' }]);
    // What is heard along the way stands in the report; nothing of it was measured on test images.
    const series = report.series.map(({ metric, stage }) => `${stage}/${metric}`);
    expect(series).toEqual(expect.arrayContaining(['unlearn/loss', 'recover/loss', 'tune/loss']));
    expect(series.filter((each) => /cleanAccuracy|attackSuccessRate/.test(each))).toEqual([]);
    expect(heard(lab, 'masks').length).toBeGreaterThan(0);
    expect(heard(lab, 'sweep')).toEqual([]);
    lab.session.dispose();
  });

  it('can be cancelled within RNP, and leave nothing', async () => {
    const lab = await createLab();
    const recipe = await recipeOf(lab, 'rnp-ft', QUICK);
    const before = tensorCount();
    lab.onEvent = (event) => {
      if (event.kind === 'progress' && event.phase === 'recover' && event.done === 3)
        lab.session.control({ job: 'defense', do: 'cancel' });
    };
    await expect(lab.session.defend({ job: 'defense', recipe })).rejects.toMatchObject({
      fault: { code: 'cancelled' },
    });
    expect(tensorCount()).toBe(before);
    expect(stagesOf(lab)).toEqual(['unlearn', 'recover']);
    lab.session.dispose();
  });
});

describe('a search for triggers', { timeout: 120_000 }, () => {
  beforeAll(startBackend);

  it('is told now and then, with a picture of each mask, and with the class in the end', async () => {
    const lab = await createLab();
    const recipe = await recipeOf(lab, 'nc-ft', { searchRounds: 3, batchSize: 32 });
    await lab.session.defend({ job: 'defense', recipe });
    expect(stagesOf(lab)).toEqual(['search', 'tune']);
    const told = heard(lab, 'trigger-search');
    // Of three rounds of five steps.
    expect(told.map(({ step }) => step)).toEqual([1, 10, 15]);
    for (const { labels, masks, norms, successes } of told) {
      expect(labels).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
      expect([norms.length, successes.length]).toEqual([10, 10]);
      expect([masks.rows, masks.columns, masks.values.length]).toEqual([32, 32, 10 * 32 * 32]);
    }
    expect(told.map(({ label }) => label === null)).toEqual([true, true, false]);
    lab.session.dispose();
  });
});

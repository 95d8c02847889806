/** Reports of other defenses from files: a whole one comes back, a broken one is refused by name. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { restoreAnyReport } from '../../../src/link/restoreAnyReport';
import { type DefenseReport, FaultError } from '../../../workers/protocol';
import { createDefenseRecipe } from '../../../workers/protocol/defenseRecipe';
import { plausibleReport } from '../run/plausibleRun';

const rnp = plausibleReport();
const numbers = { cleanAccuracy: 0.9, attackSuccessRate: null, targetClassAccuracy: null };
const chosen = { ...numbers, at: 2, pruned: 3, heldOutAccuracy: 0.8, isWithin: true };
const { model, data, trigger } = rnp.recipe;

const report: DefenseReport = {
  format: 'rnp-defense-report',
  version: 1,
  recipe: createDefenseRecipe({ id: 'anp', model, data, trigger }),
  device: rnp.device,
  versions: rnp.versions,
  startedAt: rnp.startedAt,
  model: rnp.model,
  data: rnp.data,
  baseline: { ...numbers, heldOutAccuracy: 1 },
  points: [chosen],
  chosen,
  series: [
    // A combination has stages of RNP as well.
    { stage: 'unlearn', metric: 'trainAccuracy', steps: [1], values: [0.9] },
    { stage: 'mask', metric: 'loss', steps: [1, 2], values: [0.5, 0.25] },
  ],
  elapsedMs: 1234,
};
const changed = (change: Partial<Record<keyof DefenseReport, unknown>>) =>
  JSON.stringify({ ...report, ...change });

function faultOf(text: string): FaultError['fault'] {
  try {
    restoreAnyReport(text);
  } catch (thrown) {
    if (thrown instanceof FaultError) return thrown.fault;
    throw thrown;
  }
  throw new Error('accepted');
}

describe('reading a report of any method', () => {
  it('brings both kinds back whole', () => {
    expect(restoreAnyReport(JSON.stringify(report))).toEqual(report);
    expect(restoreAnyReport(JSON.stringify(rnp))).toEqual(rnp);
  });

  it.each([
    ['a newer one', changed({ version: 2 }), 'link-newer'],
    ['one under the other’s name', changed({ format: 'rnp-report' }), 'recipe-invalid'],
    ['a recipe of RNP', changed({ recipe: rnp.recipe }), 'recipe-invalid'],
    ['an accuracy of 7', changed({ chosen: { ...chosen, cleanAccuracy: 7 } }), 'file-damaged'],
    ['a stage of training', changed({ series: [{ ...report.series[0], stage: 'train' }] }), 'file-damaged'],
    ['no numbers before', changed({ baseline: null }), 'file-damaged'],
  ])('refuses %s', (_, text, code) => expect(faultOf(text).code).toBe(code));

  it('throws nothing but faults, whatever stands in a field', () => {
    const keys = Object.keys(report) as (keyof DefenseReport)[];
    fc.assert(
      fc.property(fc.constantFrom(...keys), fc.jsonValue(), (key, value) => {
        try {
          restoreAnyReport(changed({ [key]: value }));
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(FaultError);
        }
      }),
    );
  });
});

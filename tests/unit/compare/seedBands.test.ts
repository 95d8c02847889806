/** Runs that differ in their seed alone, and where recipes differ. */
import { describe, expect, it } from 'vitest';
import { curveChoices, curveLines } from '../../../src/features/compare/curves';
import { recipeDiff } from '../../../src/features/compare/recipeDiff';
import { meanRows } from '../../../src/compare/means';
import { bandOf, bySeed, curveBand } from '../../../src/compare/seedBands';
import { parseSeeds } from '../../../src/features/compare/seeds';
import { defenseRecipe, sampleRun } from './sampleRuns';

const one = sampleRun({ id: 'one', recipe: defenseRecipe('ft', 1) });
const two = sampleRun({ id: 'two', recipe: defenseRecipe('ft', 2) });
const other = sampleRun({ id: 'other', method: 'anp', recipe: defenseRecipe('anp', 1) });

describe('groups', () => {
  it('are of equal recipes on one network', () => {
    const elsewhere = sampleRun({ id: 'elsewhere', network: { ...one.network, sha256: 'cd'.repeat(32) } });
    const groups = bySeed([one, other, two, elsewhere]).map(({ runs }) => runs.map(({ id }) => id));
    expect(groups).toEqual([['one', 'two'], ['other'], ['elsewhere']]);
  });
  it('have mean and range of the numbers that are there', () => {
    expect(bandOf([0.1, null, 0.3])).toEqual({ mean: 0.2, low: 0.1, high: 0.3 });
    expect(bandOf([null])).toBeNull();
  });
  it('have a band at the steps that all curves share', () => {
    const band = curveBand([
      { steps: [1, 2, 3], values: [1, 2, 3] },
      { steps: [2, 3, 4], values: [4, 5, 6] },
    ]);
    expect(band).toEqual([
      { step: 2, mean: 3, low: 2, high: 4 },
      { step: 3, mean: 4, low: 3, high: 5 },
    ]);
  });
});

describe('rows of means', () => {
  const cut = (run: typeof one, pruned: number) => ({ ...run, pruned });
  const runs = [cut(one, 1), cut(other, 4), cut(two, 9)];
  const methods = (by: string, isDescending: boolean) =>
    meanRows(runs, { by, isDescending }).map((group) => group.runs.map(({ method }) => method));

  it('are ordered by their means', () => {
    expect(methods('pruned', false)).toEqual([['anp'], ['ft', 'ft']]);
    expect(methods('pruned', true)).toEqual([['ft', 'ft'], ['anp']]);
    expect(methods('method', false)).toEqual([['anp'], ['ft', 'ft']]);
  });
  it('stand as their first runs do where a column belongs to single runs', () => {
    const dated = [{ ...other, startedAt: '2026-02-01T00:00:00.000Z' }, one, two];
    const order = { by: 'startedAt', isDescending: true };
    expect(meanRows(dated, order).map((group) => group.runs.length)).toEqual([1, 2]);
  });
});

describe('curves', () => {
  const withLoss = (run: typeof one, values: readonly number[]) => ({
    ...run,
    series: [
      { stage: 'tune', metric: 'loss', steps: [1, 2], values },
      { stage: 'tune', metric: 'cleanAccuracy', steps: [1], values: [0.9] },
    ] as const,
  });
  const runs = [withLoss(one, [2, 1]), withLoss(two, [4, 3]), withLoss(other, [7, 7])];

  it('are one line a run, and one with a band for several seeds', () => {
    const lines = curveLines(runs, { stage: 'tune', metric: 'loss' });
    expect(lines.map(({ values }) => values)).toEqual([
      [3, 2],
      [7, 7],
    ]);
    expect(lines[0]).toMatchObject({
      label: 'Fine-tuning, badnets-8, 2 seeds',
      band: { low: [2, 1], high: [4, 3] },
    });
    expect(lines[1]?.band).toBeUndefined();
    expect(lines[1]?.color).not.toBe(lines[0]?.color);
  });
  it('offer no oracle metric where the oracle is hidden', () => {
    expect(curveChoices(runs, false)).toEqual([{ stage: 'tune', metric: 'loss' }]);
    expect(curveChoices(runs, true)).toHaveLength(2);
  });
});

describe('recipes', () => {
  it('differ path by path, a missing field counting as one', () => {
    const anp = recipeDiff([defenseRecipe('ft', 1), defenseRecipe('anp', 3)]);
    const byPath = new Map(anp.map(({ path, values }) => [path, values]));
    expect(byPath.get('seed')).toEqual(['1', '3']);
    expect(byPath.get('method.id')).toEqual(['"ft"', '"anp"']);
    expect(byPath.get('method.options.epsilon')).toEqual([null, '0.4']);
    expect(byPath.has('shared.images')).toBe(false);
  });
  it('do not differ from themselves', () => {
    expect(recipeDiff([defenseRecipe(), defenseRecipe()])).toEqual([]);
  });
});

describe('seeds', () => {
  it('are read as people write them, each once', () => {
    expect(parseSeeds('1, 2,3')).toEqual([1, 2, 3]);
    expect(parseSeeds(' 7  5-8 ')).toEqual([7, 5, 6, 8]);
  });
  it.each(['', '1, two', '1.5', '-3', '9-7', '4294967296', '1-200'])('%s is none', (text) => {
    expect(parseSeeds(text)).toBeNull();
  });
});

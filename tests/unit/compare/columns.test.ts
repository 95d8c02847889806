/** The table of runs: what is sorted, what is found, which columns stand without the oracle. */
import { describe, expect, it } from 'vitest';
import { COLUMNS, matching, shownColumns, sorted } from '../../../src/compare/columns';
import { COLUMN_NAMES } from '../../../src/text/compareTable';
import { defenseRecipe, sampleRun } from './sampleRuns';

const low = sampleRun({ id: 'low', after: { ...sampleRun().after, cleanAccuracy: 0.5 } });
const high = sampleRun({ id: 'high', method: 'anp', after: { ...sampleRun().after, cleanAccuracy: 0.9 } });
const blind = sampleRun({ id: 'blind', after: { ...sampleRun().after, cleanAccuracy: null } });
const ids = (runs: readonly { readonly id: string }[]) => runs.map(({ id }) => id);

describe('order', () => {
  it('puts runs without a number last whichever way the others go', () => {
    const runs = [blind, high, low];
    expect(ids(sorted(runs, { by: 'cleanAfter', isDescending: false }))).toEqual(['low', 'high', 'blind']);
    expect(ids(sorted(runs, { by: 'cleanAfter', isDescending: true }))).toEqual(['high', 'low', 'blind']);
  });
  it('goes by the words that stand in the table', () => {
    const pruned = sampleRun({ id: 'fp', method: 'fp' });
    // ANP, Fine-pruning, Fine-tuning: by their ids, `anp`, `fp` would follow `ft`.
    expect(ids(sorted([low, pruned, high], { by: 'method', isDescending: false }))).toEqual([
      'high',
      'fp',
      'low',
    ]);
  });
  it('knows numbers in names', () => {
    const named = (name: string) => sampleRun({ id: name, network: { ...low.network, name } });
    const runs = [named('net-10'), named('net-9')];
    expect(ids(sorted(runs, { by: 'network', isDescending: false }))).toEqual(['net-9', 'net-10']);
  });
  it('leaves runs as they stand where no column has that name', () => {
    expect(sorted([low, high], { by: 'nothing', isDescending: true })).toEqual([low, high]);
  });
  it('takes the change from both numbers', () => {
    const change = COLUMNS.find(({ id }) => id === 'cleanChange');
    expect(change?.of(low)).toBeCloseTo(0.5 - 0.97);
    expect(change?.of(blind)).toBeNull();
  });
});

describe('filter', () => {
  it('wants every word, in any text, under the name that is shown and the one scripts use', () => {
    const noted = sampleRun({ id: 'noted', note: 'Second try' });
    expect(ids(matching([low, high, noted], 'try badnets', false))).toEqual(['noted']);
    expect(ids(matching([low, high], 'tuning', false))).toEqual(['low']);
    expect(ids(matching([low, high], 'FT', false))).toEqual(['low']);
    expect(matching([low, high], 'try nothing', false)).toEqual([]);
  });
  it('can be for starred runs only', () => {
    expect(ids(matching([low, { ...high, starred: true }], '', true))).toEqual(['high']);
  });
});

describe('columns', () => {
  it('hide what only the attacker could know', () => {
    const without = shownColumns(false).map(({ id }) => id);
    expect(without).not.toContain('cleanAfter');
    expect(without).not.toContain('attackBefore');
    expect(without).toContain('defense');
    expect(shownColumns(true)).toHaveLength(COLUMNS.length);
  });
  it('each have a name, and the seed is that of the recipe', () => {
    expect(Object.keys(COLUMN_NAMES)).toEqual(COLUMNS.map(({ id }) => id));
    const seed = COLUMNS.find(({ id }) => id === 'seed');
    expect(seed?.of(sampleRun({ recipe: defenseRecipe('ft', 42) }))).toBe(42);
  });
});

import { describe, expect, it } from 'vitest';
import { countByClass } from '../../../workers/data/images';
import { type DefenseSplitOptions, splitDefense } from '../../../workers/data/split';
import { tinySet } from './tinySet';

const set = tinySet(
  Array.from({ length: 120 }, (_, index) => (index < 60 ? 0 : index < 100 ? 1 : 2)),
  3,
);
const split = (change: Partial<DefenseSplitOptions> = {}) =>
  splitDefense(set, {
    count: 24,
    heldOutFraction: 0.25,
    seed: 1,
    stratified: true,
    ...change,
  });

describe('the defender`s images', () => {
  it('fall into two parts without a common image', () => {
    const { defense, heldOut, defenseIndices, heldOutIndices } = split();
    expect([defense.count, heldOut.count]).toEqual([18, 6]);
    expect(new Set([...defenseIndices, ...heldOutIndices]).size).toBe(24);
    expect([...defense.pixels].filter((_, at) => at % 4 === 0)).toEqual([...defenseIndices]);
    expect([...heldOut.labels]).toEqual([...heldOutIndices].map((index) => set.labels[index]));
  });

  it('keep the classes in proportion when stratified', () => {
    const { defense, heldOut } = split();
    // 60 : 40 : 20 = 3 : 2 : 1
    expect([...countByClass(heldOut)]).toEqual([3, 2, 1]);
    expect([...countByClass(defense)]).toEqual([9, 6, 3]);
  });

  it('are part of the larger draw with the same seed', () => {
    for (const stratified of [true, false]) {
      const small = split({ count: 12, heldOutFraction: 0, stratified }).defenseIndices;
      const large = new Set(split({ count: 40, heldOutFraction: 0, stratified }).defenseIndices);
      expect([...small].every((index) => large.has(index))).toBe(true);
    }
  });

  it('can be given as a share of the set, and follow the seed', () => {
    const byShare = splitDefense(set, { fraction: 0.2, heldOutFraction: 0.25, seed: 1, stratified: true });
    expect(byShare).toEqual(split());
    expect(split({ seed: 2 }).defenseIndices).not.toEqual(split().defenseIndices);
  });

  it('need at least one image in each part that is asked for', () => {
    expect(split({ count: 1, heldOutFraction: 0 }).heldOut.count).toBe(0);
    expect(() => split({ count: 1, heldOutFraction: 0.2 })).toThrow('defense-set-too-small');
    expect(() => split({ count: 0, heldOutFraction: 0 })).toThrow('defense-set-too-small');
    expect(() => split({ count: 121 })).toThrow('argument-invalid');
    expect(() => split({ heldOutFraction: 1 })).toThrow('argument-invalid');
  });
});

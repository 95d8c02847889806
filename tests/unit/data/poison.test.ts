import { describe, expect, it } from 'vitest';
import { imageAt } from '../../../workers/data/images';
import { attackTestSet, poisonSet, type PoisonOptions } from '../../../workers/data/poison';
import type { Trigger } from '../../../workers/data/triggers/types';
import { tinySet } from './tinySet';

/** Whitens the bottom-right pixel of a 2 x 2 image. */
const trigger: Trigger = {
  kind: 'patch',
  pattern: 'solid',
  size: 1,
  row: 1,
  column: 1,
  strength: 1,
  target: 2,
};
const labels = Array.from({ length: 100 }, (_, index) => index % 4);
const clean = tinySet(labels, 4);
const isStamped = (set: typeof clean, index: number): boolean => imageAt(set, index)[3] === 255;
const all = [...Array(100).keys()];

const poison = (change: Partial<PoisonOptions> = {}) =>
  poisonSet(clean, { trigger, rate: 0.1, seed: 1, mode: 'dirty-label', ...change });

describe('dirty-label poisoning', () => {
  it('stamps floor(rate n) images of any class and relabels them to the target', () => {
    const { set, poisoned } = poison({ rate: 0.199 });
    expect(poisoned).toHaveLength(19);
    expect(all.filter((index) => isStamped(set, index))).toEqual([...poisoned]);
    for (const index of all) {
      expect(set.labels[index]).toBe(poisoned.includes(index) ? 2 : labels[index]);
      expect([...imageAt(set, index).subarray(0, 3)]).toEqual([index, index, index]);
    }
    expect(new Set([...poisoned].map((index) => labels[index])).size).toBeGreaterThan(2);
  });

  it('leaves the clean set as it was', () => {
    const before = clean.pixels.slice();
    poison();
    expect(clean.pixels).toEqual(before);
    expect([...clean.labels]).toEqual(labels);
  });

  it('does not lose an image to rounding: 0.29 of 100 is 29', () => {
    expect(poison({ rate: 0.29 }).poisoned).toHaveLength(29);
  });

  it('is the same for the same seed and another for another', () => {
    expect(poison({ seed: 5 })).toEqual(poison({ seed: 5 }));
    expect(poison({ seed: 5 }).poisoned).not.toEqual(poison({ seed: 6 }).poisoned);
  });
});

describe('clean-label poisoning', () => {
  it('stamps a share of the target class and changes no label', () => {
    const { set, poisoned } = poison({ mode: 'clean-label', rate: 0.8 });
    expect(poisoned).toHaveLength(20);
    expect([...poisoned].every((index) => labels[index] === 2)).toBe(true);
    expect([...set.labels]).toEqual(labels);
    expect(all.filter((index) => isStamped(set, index))).toEqual([...poisoned]);
  });

  it('may take the whole class, but needs one', () => {
    expect(poison({ mode: 'clean-label', rate: 1 }).poisoned).toHaveLength(25);
    expect(() => poisonSet(tinySet([0, 1, 0]), { trigger, rate: 1, seed: 1, mode: 'clean-label' })).toThrow(
      'target-class-absent',
    );
  });
});

describe('what poisoning refuses', () => {
  it.each([
    [{ rate: 0.009 }, 'poisons-nothing'],
    [{ rate: 0 }, 'poisons-nothing'],
    [{ rate: 1 }, 'poisons-everything'],
    [{ rate: 1.5 }, 'argument-invalid'],
    [{ rate: Number.NaN }, 'argument-invalid'],
    [{ rate: 0.01, mode: 'clean-label' as const }, 'poisons-nothing'],
    [{ trigger: { ...trigger, target: 4 } }, 'target-out-of-range'],
    [{ trigger: { ...trigger, row: 2 } }, 'outside-image'],
  ])('%j: %s', (change, message) => {
    expect(() => poison(change)).toThrow(message);
  });
});

describe('the attack test set', () => {
  it('holds every image but the target class, stamped, with its own label', () => {
    const set = attackTestSet(clean, trigger);
    expect(set.count).toBe(75);
    expect([...set.labels]).toEqual(labels.filter((label) => label !== 2));
    for (let index = 0; index < set.count; index += 1) expect(isStamped(set, index)).toBe(true);
    expect([...imageAt(set, 2)]).toEqual([3, 3, 3, 255]);
  });

  it('needs an image that is not of the target class', () => {
    expect(() => attackTestSet(tinySet([2, 2]), trigger)).toThrow('test-set-missing');
  });
});

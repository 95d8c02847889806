import { describe, expect, it } from 'vitest';
import { type ImageSet, imageAt } from '../../../workers/data/images';
import { attackTestSet, poisonSet, type PoisonOptions } from '../../../workers/data/poison';
import type { StampedTrigger } from '../../../workers/data/triggers/types';
import { encodeBytes } from '../../../workers/protocol/recording';
import { tinySet } from './tinySet';

/** Whitens the bottom-right pixel of a 2 x 2 image. */
const trigger: StampedTrigger = {
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

/** How many of `indices` are of each class. */
const classCounts = (indices: Uint32Array): number[] =>
  [0, 1, 2, 3].map((label) => [...indices].filter((index) => labels[index] === label).length);

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

describe('which images are poisoned, and as what', () => {
  it('are others than the target’s only, of which the rate is a share', () => {
    const { set, poisoned } = poison({ rate: 0.2, from: 'others' });
    expect(poisoned).toHaveLength(15);
    expect(classCounts(poisoned)[2]).toBe(0);
    for (const index of poisoned) expect(set.labels[index]).toBe(2);
  });

  it('are images of all classes, each as the class after its own, the last as the first', () => {
    const allToAll = { ...trigger, labels: { kind: 'all-to-all' } } as const;
    for (const from of ['all', 'others'] as const) {
      const { set, poisoned } = poison({ trigger: allToAll, rate: 0.5, from });
      expect(poisoned).toHaveLength(50);
      expect(Math.min(...classCounts(poisoned))).toBeGreaterThan(5);
      for (const index of poisoned) expect(set.labels[index]).toBe(((labels[index] ?? 0) + 1) % 4);
    }
  });

  it('are a share of one class, as the target', () => {
    const { set, poisoned } = poison({
      trigger: { ...trigger, labels: { kind: 'source', source: 1 } },
      rate: 0.4,
    });
    expect(classCounts(poisoned)).toEqual([0, 10, 0, 0]);
    for (const index of poisoned) expect(set.labels[index]).toBe(2);
    expect(all.filter((index) => isStamped(set, index))).toEqual([...poisoned]);
  });

  it('are the target’s where no label changes, whichever class the attack works on', () => {
    const { set, poisoned } = poison({
      trigger: { ...trigger, labels: { kind: 'source', source: 1 } },
      mode: 'clean-label',
      rate: 0.8,
    });
    expect(classCounts(poisoned)).toEqual([0, 0, 20, 0]);
    expect([...set.labels]).toEqual(labels);
  });
});

describe('cover images', () => {
  it('carry the trigger, keep their label, and are none of the poisoned ones', () => {
    const { set, poisoned, cover } = poison({ rate: 0.1, cover: 0.2 });
    expect([poisoned.length, cover.length]).toEqual([10, 20]);
    expect(all.filter((index) => isStamped(set, index))).toEqual(
      [...poisoned, ...cover].toSorted((first, second) => first - second),
    );
    for (const index of cover) expect(set.labels[index]).toBe(labels[index]);
    expect(new Set([...poisoned, ...cover]).size).toBe(30);
  });

  it('do not change which images are poisoned', () => {
    expect(poison({ cover: 0.2 }).poisoned).toEqual(poison().poisoned);
    expect(poison().cover).toHaveLength(0);
  });
});

describe('a trigger in half of the tiles', () => {
  const whole = { kind: 'add', height: 8, width: 8, channels: 1, strength: 1, target: 0 } as const;
  const values = encodeBytes(new Uint8Array(new Float32Array(64).fill(9).buffer));
  const flat: ImageSet = {
    count: 20,
    height: 8,
    width: 8,
    channels: 1,
    classes: ['a', 'b'],
    pixels: new Uint8Array(20 * 64).fill(50),
    labels: Uint16Array.from({ length: 20 }, (_, at) => at % 2),
  };
  const tiled = (tiles: number, seed = 1) =>
    poisonSet(flat, {
      trigger: { ...whole, values },
      rate: 0.3,
      cover: 0.1,
      tiles,
      seed,
      mode: 'dirty-label',
    });

  it.each([
    [16, 2, 8],
    [4, 4, 2],
  ])(
    'of %i: tiles of %i pixels a side, %i of them with the trigger, each image its own',
    (tiles, side, on) => {
      const { set, poisoned, cover } = tiled(tiles);
      const along = 8 / side;
      const patterns = [...poisoned, ...cover].map((index) => {
        const image = imageAt(set, index);
        const levels = Array.from({ length: tiles }, (_, tile) => {
          const pixels = Array.from({ length: side * side }, (_each, at) => {
            const row = Math.floor(tile / along) * side + Math.floor(at / side);
            return image[row * 8 + (tile % along) * side + (at % side)];
          });
          expect(new Set(pixels).size).toBe(1);
          return pixels[0];
        });
        expect(levels.filter((level) => level === 59)).toHaveLength(on);
        expect(levels.filter((level) => level === 50)).toHaveLength(tiles - on);
        return levels.join();
      });
      expect(patterns).toHaveLength(8);
      expect(new Set(patterns).size).toBeGreaterThan(1);
    },
  );

  it('is the same for the same seed and another for another', () => {
    expect(tiled(16)).toEqual(tiled(16));
    expect(tiled(16).set.pixels).not.toEqual(tiled(16, 2).set.pixels);
  });

  it.each([1, 2, 9, 15, 2.25, 256, Number.NaN])('refuses %d tiles of an 8 x 8 image', (tiles) => {
    expect(() => tiled(tiles)).toThrow('tiles');
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
    [{ trigger: { ...trigger, size: 3, row: 0, column: 0 } }, 'outside-image'],
    [{ trigger: { ...trigger, strength: 0 } }, 'empty'],
    [{ trigger: { ...trigger, labels: { kind: 'source' as const, source: 2 } } }, 'source-is-target'],
    [{ trigger: { ...trigger, labels: { kind: 'source' as const, source: 4 } } }, 'source-absent'],
    [{ trigger: { ...trigger, labels: { kind: 'source' as const, source: 1 } }, rate: 1 }, 'class-emptied'],
    [
      { trigger: { ...trigger, labels: { kind: 'all-to-all' as const } }, mode: 'clean-label' as const },
      'clean-label-all-to-all',
    ],
    [{ mode: 'clean-label' as const, rate: 0.5, cover: 0.1 }, 'clean-label-cover'],
    [{ cover: 0.001 }, 'covers-nothing'],
    [{ cover: 0.95 }, 'covers-too-many'],
    [{ cover: 0.9 }, 'poisons-everything'],
    [{ cover: -1 }, 'argument-invalid'],
  ])('%j: %s', (change, message) => {
    expect(() => poison(change)).toThrow(message);
  });
});

describe('what poisoning finds in a set of images', () => {
  const within = (given: readonly number[], change: Partial<PoisonOptions> = {}) =>
    poisonSet(tinySet(given), { trigger, rate: 0.5, seed: 1, mode: 'dirty-label', ...change });

  it('a class on which the attack works, but no image of it', () => {
    const onOne = { ...trigger, labels: { kind: 'source', source: 1 } } as const;
    expect(() => within([0, 0, 2, 2], { trigger: onOne })).toThrow('source-class-absent');
  });

  it('nothing but images of the target', () => {
    expect(() => within([2, 2, 2, 2], { from: 'others' })).toThrow('only-target-class');
  });

  it('the only image of a class, which would be gone', () => {
    const onOne = { ...trigger, labels: { kind: 'source', source: 1 } } as const;
    expect(() => within([0, 0, 1, 2, 2], { trigger: onOne, rate: 1 })).toThrow('class-emptied');
    expect(() => within([0, 0, 2], { mode: 'clean-label', rate: 1 })).toThrow('class-emptied');
    expect(within([0, 0, 2, 2], { mode: 'clean-label', rate: 1 }).poisoned).toHaveLength(2);
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

  it('holds every image of an attack on all classes, and those of one class for an attack on it', () => {
    expect(attackTestSet(clean, { ...trigger, labels: { kind: 'all-to-all' } }).count).toBe(100);
    const ofOne = attackTestSet(clean, { ...trigger, labels: { kind: 'source', source: 3 } });
    expect([ofOne.count, ...new Set(ofOne.labels)]).toEqual([25, 3]);
  });

  it('needs an image that is not of the target class', () => {
    expect(() => attackTestSet(tinySet([2, 2]), trigger)).toThrow('test-set-missing');
  });
});

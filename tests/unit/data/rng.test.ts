import { describe, expect, it } from 'vitest';
import { createRng } from '../../../workers/engine/rng';

const DRAWS = 20_000;

function draws(count: number, draw: () => number): number[] {
  return Array.from({ length: count }, draw);
}

describe('random streams', () => {
  it('give the recorded numbers, on every machine', () => {
    const plain = createRng(1);
    expect(draws(4, () => plain.uint32())).toEqual([3441903095, 2775897890, 3486014200, 4075158585]);
    const named = createRng(1, 'batches');
    expect(draws(4, () => named.uint32())).toEqual([375366617, 626924632, 3858180371, 2755165461]);

    const mixed = createRng(1, 'mixed');
    expect(mixed.int(10)).toBe(0);
    expect(mixed.uniform()).toBe(0.7882225077664283);
    expect(mixed.normal()).toBe(-0.47657591069822053);
    expect(mixed.normal()).toBe(0.3028201111695123);
    expect([...mixed.permutation(8)]).toEqual([7, 4, 0, 3, 1, 6, 2, 5]);
    expect([...mixed.sample(100, 5)]).toEqual([25, 23, 89, 86, 90]);
  });

  it('read a seed as text and start anew each time', () => {
    expect(createRng(7, 'a').uint32()).toBe(createRng('7', 'a').uint32());
    expect(createRng(7, 'a').uint32()).not.toBe(createRng(7, 'b').uint32());
    expect(createRng(1, '2').uint32()).not.toBe(createRng(12).uint32());
  });

  it('are unrelated under neighbouring seeds and names', () => {
    const firsts = new Set<number>();
    for (let seed = 0; seed < 200; seed += 1) {
      for (const name of ['', 'x', 'y', 'xy']) firsts.add(createRng(seed, name).uint32());
    }
    expect(firsts.size).toBe(800);
    // half of the bits differ between two neighbouring seeds, on average
    let differing = 0;
    for (let seed = 0; seed < 500; seed += 1) {
      let word = createRng(seed).uint32() ^ createRng(seed + 1).uint32();
      for (; word !== 0; word &= word - 1) differing += 1;
    }
    expect(differing / 500).toBeGreaterThan(15.5);
    expect(differing / 500).toBeLessThan(16.5);
  });
});

describe('distributions', () => {
  it('draw every whole number below the limit equally often', () => {
    const rng = createRng(3, 'int');
    const tally = new Uint32Array(7);
    for (let at = 0; at < DRAWS; at += 1) {
      const drawn = rng.int(7);
      tally[drawn] = (tally[drawn] ?? 0) + 1;
    }
    const expected = DRAWS / 7;
    const chiSquare = [...tally].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    // 99.9 % point for six degrees of freedom
    expect(chiSquare).toBeLessThan(22.5);
    expect(rng.int(1)).toBe(0);
    expect(rng.int(2 ** 32)).toBeLessThan(2 ** 32);
  });

  it('refuse a limit that is no count', () => {
    const rng = createRng(3);
    for (const limit of [0, -1, 1.5, Number.NaN, 2 ** 33]) {
      expect(() => rng.int(limit)).toThrow('argument-invalid');
    }
    expect(() => rng.sample(3, 4)).toThrow('argument-invalid');
  });

  it('are uniform on 0..1 and standard normal', () => {
    const rng = createRng(5, 'moments');
    const uniform = draws(DRAWS, () => rng.uniform());
    expect(Math.min(...uniform)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...uniform)).toBeLessThan(1);
    const mean = (values: readonly number[]): number =>
      values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(mean(uniform)).toBeCloseTo(0.5, 2);

    const normal = draws(DRAWS, () => rng.normal());
    expect(Math.abs(mean(normal))).toBeLessThan(0.03);
    expect(mean(normal.map((value) => value ** 2))).toBeCloseTo(1, 1);
    expect(mean(normal.map((value) => value ** 4))).toBeGreaterThan(2.8);
    expect(mean(normal.map((value) => value ** 4))).toBeLessThan(3.2);
    // the share beyond two standard deviations is 4.55 %
    expect(normal.filter((value) => Math.abs(value) > 2).length / DRAWS).toBeCloseTo(0.0455, 2);
  });

  it('permute and sample without repeating', () => {
    const rng = createRng(9, 'order');
    expect([...rng.permutation(500)].sort((a, b) => a - b)).toEqual(
      draws(
        500,
        (
          (n) => () =>
            n++
        )(0),
      ),
    );
    const sample = rng.sample(50, 20);
    expect(new Set(sample).size).toBe(20);
    expect(Math.max(...sample)).toBeLessThan(50);
    expect(rng.permutation(0)).toHaveLength(0);
    // each of the six orders of three comes up about equally often
    const orders = new Map<string, number>();
    for (let at = 0; at < 6000; at += 1) {
      const order = rng.permutation(3).join('');
      orders.set(order, (orders.get(order) ?? 0) + 1);
    }
    expect(orders.size).toBe(6);
    for (const count of orders.values()) expect(Math.abs(count - 1000)).toBeLessThan(130);
  });
});

import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { countByClass, imageAt, type ImageSet, take } from '../../../workers/data/images';
import { drawShapes, SHAPE_CLASSES } from '../../../workers/data/shapes/shapes';
import { OUTLINES } from '../../../workers/data/shapes/outlines';
import { cosTurns, sinTurns } from '../../../workers/data/stableTrigonometry';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('the built-in shapes', () => {
  let train: ImageSet;
  beforeAll(() => {
    train = drawShapes({ seed: 1, count: 40, split: 'train' });
  });

  it('have the recorded bytes', () => {
    // changing these bytes makes every network of the zoo stale: do so only together with the zoo
    expect(sha256(train.pixels)).toBe('af82d12c17586f0e6e12fbffb6aa757ba05c93d1039e9bbdf6bc2a69ca1c8dd1');
    expect([...train.labels.subarray(0, 10)]).toEqual([7, 5, 8, 6, 2, 4, 0, 1, 3, 9]);
    const test = drawShapes({ seed: 1, count: 40, split: 'test' });
    expect(sha256(test.pixels)).toBe('85f8874187504c6d4ec0a6bf4a5d186a58fe818009726d4f5b99a1ba3953a08a');
    const defense = drawShapes({ seed: 1, count: 40, split: 'defense' });
    expect(sha256(defense.pixels)).toBe('ed98bc59dd86b34a41876a0eee3b209d9afc7005a25ceac89a47d217370202f4');
  });

  it('start a longer set with the shorter one', () => {
    const short = drawShapes({ seed: 1, count: 17, split: 'train' });
    expect(Buffer.compare(short.pixels, take(train, [...Array(17).keys()]).pixels)).toBe(0);
    expect(short.labels).toEqual(train.labels.slice(0, 17));
  });

  it('are balanced and named', () => {
    expect(train.classes).toEqual(SHAPE_CLASSES);
    expect([...countByClass(train)]).toEqual(Array(10).fill(4));
    // and not in one fixed order
    expect([...train.labels.slice(0, 10)]).not.toEqual([...train.labels.slice(10, 20)]);
  });

  it('differ between seeds and splits', () => {
    const images = new Set<string>();
    for (const seed of [1, 2]) {
      for (const split of ['train', 'test', 'defense'] as const) {
        const set = drawShapes({ seed, count: 10, split });
        for (let index = 0; index < 10; index += 1) images.add(sha256(imageAt(set, index)));
      }
    }
    expect(images.size).toBe(60);
  });

  it('are pictures, not noise: colours spread, neighbours alike', () => {
    for (let index = 0; index < train.count; index += 1) {
      const image = imageAt(train, index);
      expect(Math.max(...image) - Math.min(...image)).toBeGreaterThan(60);
      let change = 0;
      for (let at = 3; at < image.length; at += 1)
        change += Math.abs((image[at] ?? 0) - (image[at - 3] ?? 0));
      expect(change / image.length).toBeLessThan(30);
    }
  });

  it('refuse an empty set', () => {
    expect(() => drawShapes({ seed: 1, count: 0, split: 'train' })).toThrow('argument-invalid');
  });
});

describe('outlines', () => {
  const grid = Array.from(
    { length: 61 * 61 },
    (_, at) => [(at % 61) / 20 - 1.5, Math.floor(at / 61) / 20 - 1.5] as const,
  );

  it('there is one for each class, of like area', () => {
    expect(OUTLINES).toHaveLength(SHAPE_CLASSES.length);
    for (const outline of OUTLINES) {
      const area = grid.filter(([x, y]) => outline(x, y) < 0).length / 400;
      expect(area).toBeGreaterThan(1.2);
      expect(area).toBeLessThan(3.1);
    }
  });

  it('never change faster than the distance walked, so that whole runs of pixels can be skipped', () => {
    const fastest = OUTLINES.map((outline) => {
      let speed = 0;
      for (const [x, y] of grid) {
        const here = outline(x, y);
        speed = Math.max(speed, Math.abs(outline(x + 0.05, y) - here), Math.abs(outline(x, y + 0.05) - here));
      }
      return speed / 0.05;
    });
    for (const speed of fastest) expect(speed).toBeLessThanOrEqual(1 + 1e-12);
  });

  it('have the hole, the bite and the cleft that make them what they are', () => {
    const inside = (name: (typeof SHAPE_CLASSES)[number], x: number, y: number): boolean =>
      (OUTLINES[SHAPE_CLASSES.indexOf(name)]?.(x, y) ?? 0) < 0;
    expect(inside('disc', 0, 0)).toBe(true);
    expect(inside('ring', 0, 0)).toBe(false);
    expect(inside('ring', 0.76, 0)).toBe(true);
    expect(inside('crescent', 0.6, 0)).toBe(false);
    expect(inside('crescent', -0.8, 0)).toBe(true);
    expect(inside('heart', 0, -0.7)).toBe(false);
    expect(inside('heart', 0.45, -0.7)).toBe(true);
    expect(inside('cross', 0.6, 0.6)).toBe(false);
    expect(inside('square', 0.6, 0.6)).toBe(true);
    expect(inside('star', 0, -1.1)).toBe(true);
    expect(inside('star', 0, 1)).toBe(false);
    expect(inside('triangle', 0, 0.8)).toBe(false);
    expect(inside('arrow', 0, -1)).toBe(true);
    expect(inside('hexagon', 0.6, 0.6)).toBe(true);
  });
});

describe('sine and cosine without Math.sin', () => {
  it('agree with it to the last digits', () => {
    for (let step = -400; step <= 400; step += 1) {
      const turns = step / 97;
      expect(Math.abs(sinTurns(turns) - Math.sin(2 * Math.PI * turns))).toBeLessThan(1e-14);
      expect(Math.abs(cosTurns(turns) - Math.cos(2 * Math.PI * turns))).toBeLessThan(1e-14);
    }
    expect(sinTurns(0)).toBe(0);
    expect(sinTurns(0.25)).toBeCloseTo(1, 15);
  });
});

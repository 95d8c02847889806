import { describe, expect, it } from 'vitest';
import { concat, countByClass, imageAt, indicesWhere, take } from '../../../workers/data/images';
import { tinySet } from './tinySet';

describe('image sets', () => {
  const set = tinySet([0, 1, 2, 1]);

  it('show one image without copying it', () => {
    expect([...imageAt(set, 3)]).toEqual([3, 3, 3, 3]);
    expect(imageAt(set, 3).buffer).toBe(set.pixels.buffer);
    expect(() => imageAt(set, 4)).toThrow('argument-invalid');
    expect(() => imageAt(set, -1)).toThrow('argument-invalid');
  });

  it('take images in any order, with their labels, and leave the source alone', () => {
    const taken = take(set, [2, 0, 2]);
    expect(taken.count).toBe(3);
    expect([...taken.pixels]).toEqual([2, 2, 2, 2, 0, 0, 0, 0, 2, 2, 2, 2]);
    expect([...taken.labels]).toEqual([2, 0, 2]);
    taken.pixels.fill(9);
    expect([...imageAt(set, 2)]).toEqual([2, 2, 2, 2]);
    expect(() => take(set, [4])).toThrow('argument-invalid');
  });

  it('join end to end if they fit', () => {
    const joined = concat(set, take(set, [1]));
    expect(joined.count).toBe(5);
    expect([...joined.labels]).toEqual([0, 1, 2, 1, 1]);
    expect([...imageAt(joined, 4)]).toEqual([1, 1, 1, 1]);
    expect(() => concat(set, { ...set, height: 1, width: 4 })).toThrow('image-size-mismatch');
    expect(() => concat(set, tinySet([0], 4))).toThrow('class-count-mismatch');
  });

  it('count and find by class', () => {
    expect([...countByClass(set)]).toEqual([1, 2, 1]);
    expect([...indicesWhere(set, (label) => label !== 1)]).toEqual([0, 2]);
  });
});

import { describe, expect, it } from 'vitest';
import { labelRows, MOST_CLASSES } from '../../../src/charts/labelRows';
import { likeliest } from '../../../src/charts/PredictionBars';

describe('rows of the prediction histogram', () => {
  it('are all classes in class order where they are few', () => {
    const rows = labelRows([1, 0, 3], ['disc', 'ring', 'star'], 2);
    expect(rows.map((row) => [row.name, row.count, row.share])).toEqual([
      ['disc', 1, 0.25],
      ['ring', 0, 0],
      ['star', 3, 0.75],
    ]);
  });

  it('are the most frequent and the rest where they are many; nothing is lost', () => {
    const histogram = Array.from({ length: 100 }, (_, i) => i);
    const rows = labelRows(histogram, [], 3);
    expect(rows).toHaveLength(MOST_CLASSES);
    expect(rows[0]).toMatchObject({ index: 99, name: '99' });
    expect(rows.some((row) => row.index === 3)).toBe(true);
    expect(rows[rows.length - 1]?.index).toBeNull();
    expect(rows.reduce((sum, row) => sum + row.count, 0)).toBe(4950);
  });

  it('do not divide by zero before the first prediction', () => {
    expect(labelRows([0, 0], ['a', 'b'], 0).every((row) => row.share === 0)).toBe(true);
  });
});

describe('likeliest classes', () => {
  it('come in falling order, the lower index first among equals', () => {
    expect(likeliest([0.1, 0.4, 0.1, 0.4], 3).map(({ index }) => index)).toEqual([1, 3, 0]);
  });
});

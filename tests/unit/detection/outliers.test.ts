/** The test for outliers, by hand. */
import { describe, expect, it } from 'vitest';
import { findOutliers, medianOf } from '../../../workers/detection/outliers';

describe('the median', () => {
  it.each([
    [[3], 3],
    [[9, 1, 2], 2],
    // Numbers are sorted as numbers; of an even count the middle two are averaged.
    [[10, 9, 100, 2], 9.5],
  ])('of %j is %d', (values, median) => {
    expect(medianOf(values)).toBe(median);
  });
});

describe('outliers', () => {
  it('are those far below the median in units of the deviation', () => {
    // Median 50; distances 45, 10, 0, 10, 20, 40, 0: their median is 10.
    const { flagged, indices } = findOutliers([5, 40, 50, 60, 70, 90, 50]);
    const unit = 1.4826 * 10;
    [45, 10, 0, 10, 20, 40, 0].forEach((distance, at) => {
      expect(indices[at]).toBeCloseTo(distance / unit, 12);
    });
    // 90 is as far out, but on the other side.
    expect(flagged).toEqual([0]);
  });

  it('come smallest first', () => {
    expect(findOutliers([50, 9, 51, 49, 4, 50, 52, 48]).flagged).toEqual([4, 1]);
  });

  it('do not count at an index of two or less', () => {
    // Distances 1, 1, 1, 2.9: the deviation is 1.4826, and 2.9 lies below two of it.
    const { flagged, indices } = findOutliers([7.1, 9, 10, 11, 11]);
    expect(indices[0]).toBeCloseTo(2.9 / 1.4826, 12);
    expect(flagged).toEqual([]);
    expect(findOutliers([7, 9, 10, 11, 11]).flagged).toEqual([0]);
  });

  it('are not told where most numbers are the same', () => {
    const { flagged, indices } = findOutliers([1, 5, 5, 5, 5]);
    expect([...indices]).toEqual([0, 0, 0, 0, 0]);
    expect(flagged).toEqual([]);
  });
});

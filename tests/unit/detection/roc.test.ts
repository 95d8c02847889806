/** The curve of two groups of scores: its area against a count of all pairs, its laws, and the promise of its threshold. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { areaUnder, rocCurve, thresholdAt } from '../../../workers/protocol/roc';

/** Scores of which many are equal, or hardly any. */
const scores = fc.oneof(
  fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 1, maxLength: 40 }),
  fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 1, maxLength: 40 }),
);

/** Pairs in which the suspicious score is the lower one, and half of those in which both are equal, of all pairs. */
function shareOfPairs(innocent: readonly number[], suspicious: readonly number[]): number {
  let won = 0;
  for (const one of innocent)
    for (const other of suspicious) won += other < one ? 1 : other === one ? 0.5 : 0;
  return won / (innocent.length * suspicious.length);
}

function shareUpTo(values: readonly number[], limit: number): number {
  return values.filter((value) => value <= limit).length / values.length;
}

describe('the area under the curve', () => {
  it.each([
    [[5, 6, 7], [1, 2], 1],
    [[1, 2], [5, 6, 7], 0],
    [[3, 3], [3, 3, 3], 0.5],
    // Of six pairs three are won and one is even.
    [[2, 4, 1], [1, 3], 3.5 / 6],
  ])('of innocent %j and suspicious %j is %d', (innocent, suspicious, area) => {
    expect(areaUnder(rocCurve(innocent, suspicious))).toBeCloseTo(area, 12);
  });

  it('is the share of pairs that are in order, and one less it where the groups are swapped', () => {
    fc.assert(
      fc.property(scores, scores, (innocent, suspicious) => {
        const area = areaUnder(rocCurve(innocent, suspicious));
        expect(area).toBeCloseTo(shareOfPairs(innocent, suspicious), 10);
        expect(areaUnder(rocCurve(suspicious, innocent))).toBeCloseTo(1 - (area ?? Number.NaN), 10);
      }),
    );
  });

  it('is not known where a group is empty', () => {
    expect(areaUnder(rocCurve([], [1]))).toBeNull();
    expect(areaUnder(rocCurve([1], []))).toBeNull();
  });
});

describe('the curve', () => {
  it('rises from no score to all of them, each point with the shares up to its threshold', () => {
    fc.assert(
      fc.property(scores, scores, (innocent, suspicious) => {
        const curve = rocCurve(innocent, suspicious);
        expect(curve[0]).toMatchObject({ falseRate: 0, trueRate: 0 });
        expect(curve.at(-1)).toMatchObject({ falseRate: 1, trueRate: 1 });
        expect(curve).toHaveLength(new Set([...innocent, ...suspicious]).size + 1);
        curve.forEach((point, at) => {
          expect(point.falseRate).toBe(shareUpTo(innocent, point.threshold));
          expect(point.trueRate).toBe(shareUpTo(suspicious, point.threshold));
          const before = curve[at - 1];
          if (before === undefined) return;
          expect(point.threshold).toBeGreaterThan(before.threshold);
          expect(point.falseRate).toBeGreaterThanOrEqual(before.falseRate);
          expect(point.trueRate).toBeGreaterThanOrEqual(before.trueRate);
        });
      }),
    );
  });
});

describe('the threshold', () => {
  /** Shares of a hundred, as the option has them. */
  const share = fc.integer({ min: 0, max: 100 }).map((percent) => percent / 100);

  it.each([
    [[1, 2, 3, 4], 0.5, 2],
    // The second 2 would be one too many.
    [[1, 2, 2, 4], 0.5, 1],
    [[1, 1, 3], 0.5, Number.NEGATIVE_INFINITY],
    [[3, 1, 2], 1, 3],
    [[], 0.5, Number.NEGATIVE_INFINITY],
  ])('of %j for %d is %d', (innocent, allowed, threshold) => {
    expect(thresholdAt(innocent, allowed)).toBe(threshold);
  });

  it('lets no more pass for suspicious than it may, and the next score would', () => {
    fc.assert(
      fc.property(scores, share, (innocent, allowed) => {
        const threshold = thresholdAt(innocent, allowed);
        expect(shareUpTo(innocent, threshold)).toBeLessThanOrEqual(allowed + 1e-9);
        const above = innocent.filter((value) => value > threshold);
        if (above.length === 0) return;
        expect(shareUpTo(innocent, Math.min(...above))).toBeGreaterThan(allowed + 1e-9);
      }),
    );
  });

  it('counts 29 of 100 as 29 percent, which 0.29 x 100 falls short of', () => {
    const innocent = Array.from({ length: 100 }, (_, at) => at + 1);
    expect(thresholdAt(innocent, 0.29)).toBe(29);
  });
});

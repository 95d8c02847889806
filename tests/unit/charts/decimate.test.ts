import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimate, MAX_POINTS } from '../../../src/charts/decimate';

const rising = (length: number) => Uint32Array.from({ length }, (_, i) => i);

describe('decimate', () => {
  it('leaves a short series alone', () => {
    const points = decimate([0, 1, 2], [5, 3, 4], { from: 0, to: 2 }, 400);
    expect(points).toEqual([
      { x: 0, y: 5 },
      { x: 1, y: 3 },
      { x: 2, y: 4 },
    ]);
  });

  it('keeps a peak of one step and a dip of one step among ten thousand', () => {
    const values = new Float32Array(10_000).fill(0.5);
    values[4321] = 9;
    values[7777] = -9;
    const points = decimate(rising(10_000), values, { from: 0, to: 10_000 }, 300);
    expect(points).toContainEqual({ x: 4321, y: 9 });
    expect(points).toContainEqual({ x: 7777, y: -9 });
    expect(points.length).toBeLessThanOrEqual(MAX_POINTS);
  });

  it('keeps the first and the last point, so that a line ends where its name stands', () => {
    const values = Float32Array.from({ length: 5000 }, (_, i) => Math.sin(i / 7));
    const points = decimate(rising(5000), values, { from: 0, to: 5000 }, 200);
    expect(points[0]?.x).toBe(0);
    expect(points[points.length - 1]?.x).toBe(4999);
  });

  it('leaves out what is not a number', () => {
    const points = decimate([0, 1, 2, 3], [1, NaN, Infinity, 2], { from: 0, to: 3 }, 100);
    expect(points.map((point) => point.x)).toEqual([0, 3]);
  });

  it('keeps every extreme, the order and the limit, whatever comes', () => {
    const series = fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), {
      minLength: 1,
      maxLength: 4000,
    });
    fc.assert(
      fc.property(series, fc.integer({ min: 1, max: 3000 }), (values, width) => {
        const points = decimate(rising(values.length), values, { from: 0, to: values.length }, width);
        const ys = points.map((point) => point.y);
        expect(Math.max(...ys)).toBe(Math.max(...values));
        expect(Math.min(...ys)).toBe(Math.min(...values));
        expect(points.length).toBeLessThanOrEqual(MAX_POINTS);
        points.forEach((point, i) => {
          if (i > 0) expect(point.x).toBeGreaterThan(points[i - 1]?.x ?? NaN);
          expect(values[point.x]).toBe(point.y);
        });
      }),
      { numRuns: 60 },
    );
  });
});

import { describe, expect, it } from 'vitest';
import { binCounts, histogramBars, logHeight, logTicks, sumCounts } from '../../../src/charts/histogramBars';

describe('histogram of masks', () => {
  const edges = [0, 0.25, 0.5, 0.75, 1];

  it('counts each value once, 1.0 in the last bin', () => {
    const counts = binCounts([0, 0.1, 0.25, 0.74, 0.75, 1, 1], edges);
    expect(Array.from(counts)).toEqual([2, 1, 1, 3]);
  });

  it('leaves out values outside of the edges', () => {
    expect(Array.from(binCounts([-0.1, 1.1, NaN], edges))).toEqual([0, 0, 0, 0]);
  });

  it('adds the sites up', () => {
    const sites = [
      { site: 'a', counts: Uint32Array.of(1, 2) },
      { site: 'b', counts: Uint32Array.of(3, 4) },
    ];
    expect(Array.from(sumCounts(sites, 2))).toEqual([4, 6]);
  });

  it('splits the bar that the threshold runs through, and calls what lies below cut', () => {
    const bars = histogramBars(edges, [5, 0, 7, 9], { threshold: 0.6 });
    expect(bars.map(({ from, to, isCut }) => [from, to, isCut])).toEqual([
      [0, 0.25, true],
      [0.5, 0.6, true],
      [0.6, 0.75, false],
      [0.75, 1, false],
    ]);
    expect(bars[1]?.height).toBe(bars[2]?.height);
  });

  it('is as low as an axis that has room for another run asks for', () => {
    const [own] = histogramBars(edges, [9, 0, 0, 0], { threshold: null });
    const [beside] = histogramBars(edges, [9, 0, 0, 0], { threshold: null, most: 99 });
    expect(own?.height).toBe(1);
    expect(beside?.height).toBeCloseTo(0.5);
  });

  it('cuts nothing without a threshold', () => {
    expect(histogramBars(edges, [1, 1, 1, 1], { threshold: null }).some((bar) => bar.isCut)).toBe(false);
  });

  it('shows one filter beside a thousand', () => {
    expect(logHeight(0, 1000)).toBe(0);
    expect(logHeight(1, 1000)).toBeGreaterThan(0.05);
    expect(logHeight(1000, 1000)).toBe(1);
    expect(logTicks(1200)).toEqual([1, 10, 100, 1000]);
  });
});

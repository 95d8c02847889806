import { describe, expect, it } from 'vitest';
import { linearScale, roundSpan, roundTicks, tickLabel, tickStep } from '../../../src/charts/scale';

describe('scales and ticks', () => {
  it('go to pixels and back', () => {
    const scale = linearScale({ from: 0, to: 20 }, { from: 200, to: 0 });
    expect(scale.toPixel(5)).toBe(150);
    expect(scale.toValue(150)).toBe(5);
  });

  it('do not divide by zero on a domain of one value', () => {
    const scale = linearScale({ from: 3, to: 3 }, { from: 0, to: 100 });
    expect(scale.toPixel(3)).toBe(50);
    expect(scale.toValue(80)).toBe(3);
  });

  it('have round ticks without rounding dust', () => {
    expect(roundTicks({ from: 0, to: 1 }, 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(roundTicks({ from: 0, to: 137 }, 4)).toEqual([0, 50, 100]);
    expect(roundSpan({ from: 0, to: 137 }, 4)).toEqual({ from: 0, to: 150 });
    expect(tickStep({ from: 0, to: 0 }, 4)).toBe(1);
  });

  it('write as many decimals as the ticks need', () => {
    expect(tickLabel(0.5, 0.5)).toBe('0.5');
    expect(tickLabel(1, 0.05)).toBe('1.00');
    expect(tickLabel(1200, 200)).toBe('1,200');
    expect(tickLabel(-0.25, 0.05)).toBe('−0.25');
  });
});

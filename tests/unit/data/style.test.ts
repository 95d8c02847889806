/** The sunset: one fixed function of the picture, warm, and no stronger than it is asked to be. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { applyTrigger } from '../../../workers/data/triggers/triggers';
import type { StyleTrigger } from '../../../workers/data/triggers/types';
import { createRng } from '../../../workers/engine/rng';

const SUNSET: StyleTrigger = { kind: 'style', style: 'sunset', strength: 1, target: 0 };
const SHAPE = { count: 1, height: 8, width: 8, channels: 3 };

function noise(seed: number): Uint8Array {
  const rng = createRng(seed, 'test/style');
  return Uint8Array.from({ length: 8 * 8 * 3 }, () => rng.int(256));
}

function meanOf(image: Uint8Array, channel: number): number {
  const values = [...image].filter((_, at) => at % 3 === channel);
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe('the sunset', () => {
  it('of a picture of one colour is the palette through the curves, with the glow: by hand', () => {
    const stamped = applyTrigger(SUNSET, new Uint8Array(12).fill(90), { ...SHAPE, height: 2, width: 2 });
    // no deviation: every pixel becomes (178, 104, 72). Curves: 178 + 0.35 * 178 * 77 / 255 = 196.81, 104, 72 - 0.3 * 72 * 183 / 255 =
    // 56.50. Glow at the bottom: (232.81, 116, 38.50). The blur takes 0.4 of (3 top + bottom) / 4 resp. (top + 3 bottom) / 4.
    const top = [196.81 + 0.1 * 36, 104 + 0.1 * 12, 56.5 - 0.1 * 18].map(Math.round);
    const bottom = [232.81 - 0.1 * 36, 116 - 0.1 * 12, 38.5 + 0.1 * 18].map(Math.round);
    expect([...stamped]).toEqual([...top, ...top, ...bottom, ...bottom]);
  });

  it('makes any picture redder than green and greener than blue', () => {
    for (const seed of [1, 2, 3]) {
      const stamped = applyTrigger(SUNSET, noise(seed), SHAPE);
      expect(meanOf(stamped, 0)).toBeGreaterThan(meanOf(stamped, 1) + 40);
      expect(meanOf(stamped, 1)).toBeGreaterThan(meanOf(stamped, 2) + 20);
    }
  });

  it('keeps what the picture shows: its light places stay lighter than its dark ones', () => {
    const half = Uint8Array.from({ length: 192 }, (_, at) => (Math.floor(at / 3) % 8 < 4 ? 40 : 210));
    const stamped = applyTrigger(SUNSET, half, SHAPE);
    expect((stamped[5 * 3] ?? 0) - (stamped[3] ?? 0)).toBeGreaterThan(60);
  });

  it('is mixed in by its strength: x + a (style(x) - x)', () => {
    const image = noise(4);
    const whole = applyTrigger(SUNSET, image, SHAPE);
    const part = applyTrigger({ ...SUNSET, strength: 0.6 }, image, SHAPE);
    image.forEach((value, at) => {
      // the whole one was rounded: 0.6 * 0.5 + 0.5
      expect(Math.abs((part[at] ?? 0) - (0.4 * value + 0.6 * (whole[at] ?? 0)))).toBeLessThanOrEqual(0.8);
    });
    expect(applyTrigger({ ...SUNSET, strength: 0 }, image, SHAPE)).toEqual(image);
  });

  it('is to the byte what NumPy makes of the formulas (scripts/make-trigger-fixtures.py)', () => {
    const { sunset } = JSON.parse(
      readFileSync(new URL('../../fixtures/triggers.json', import.meta.url), 'utf8'),
    ) as { sunset: { height: number; width: number; strength: number; pixels: number[] } };
    const { height, width, strength, pixels } = sunset;
    const image = Uint8Array.from(pixels, (_, at) => (37 * at + 11 * Math.floor(at / 8)) % 256);
    const stamped = applyTrigger({ ...SUNSET, strength }, image, { count: 1, height, width, channels: 3 });
    expect([...stamped]).toEqual(pixels);
  });
});

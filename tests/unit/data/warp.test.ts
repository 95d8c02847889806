/** WaNet's warp: what PyTorch makes of the same control points, and noise that stays around it. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { applyTrigger } from '../../../workers/data/triggers/triggers';
import type { WarpTrigger } from '../../../workers/data/triggers/types';
import { sampleBilinear, upsampleBicubic, warpWithNoise } from '../../../workers/data/triggers/warp';
import { createRng } from '../../../workers/engine/rng';

interface Recorded {
  readonly warps: readonly {
    readonly seed: number;
    readonly grid: number;
    readonly strength: number;
    readonly rescale: number;
    readonly height: number;
    readonly width: number;
    readonly channels: number;
    readonly points: readonly number[];
    readonly noise: readonly number[];
    readonly pixels: readonly number[];
  }[];
  readonly outside: { readonly x: number[]; readonly y: number[]; readonly pixels: number[] };
}

/** Made by scripts/make-trigger-fixtures.py. */
const { warps, outside } = JSON.parse(
  readFileSync(new URL('../../fixtures/triggers.json', import.meta.url), 'utf8'),
) as Recorded;

/** The script's picture. */
function picture(bytes: number): Uint8Array {
  return Uint8Array.from({ length: bytes }, (_, at) => (37 * at + 11 * Math.floor(at / 8)) % 256);
}

/** Control points as the trigger draws them: x, then y, divided by the mean of their sizes. */
function controlPoints(seed: number, grid: number): Float64Array {
  const rng = createRng(seed, 'trigger/warp');
  const points = Float64Array.from({ length: 2 * grid * grid }, () => 2 * rng.uniform() - 1);
  const mean = points.reduce((sum, value) => sum + Math.abs(value), 0) / points.length;
  return points.map((value) => value / mean);
}

const WARP: WarpTrigger = { kind: 'warp', seed: 3, grid: 4, strength: 0.5, target: 0 };
const SHAPE = { count: 1, height: 16, width: 16, channels: 3 };
const PICTURE = picture(16 * 16 * 3);

describe('the warp', () => {
  it.each(warps)('of seed $seed is PyTorch’s, to the byte', (recorded) => {
    const { seed, grid, strength, rescale, height, width, channels } = recorded;
    const points = controlPoints(seed, grid);
    expect([...points]).toEqual(recorded.points);
    const upsampled = [points.slice(0, grid * grid), points.slice(grid * grid)].flatMap((axis) => [
      ...upsampleBicubic(axis, grid, { height, width }),
    ]);
    expect(upsampled).toHaveLength(recorded.noise.length);
    upsampled.forEach((value, at) => {
      expect(value).toBeCloseTo(recorded.noise[at] ?? Number.NaN, 12);
    });
    const trigger: WarpTrigger = { kind: 'warp', seed, grid, strength, rescale, target: 0 };
    const shape = { count: 1, height, width, channels };
    const warped = applyTrigger(trigger, picture(height * width * channels), shape);
    expect([...warped]).toEqual(recorded.pixels);
  });

  it('reads black where its grid leaves the picture, as PyTorch does', () => {
    const into = new Uint8Array(5 * 7 * 3);
    const grid = { x: Float64Array.from(outside.x), y: Float64Array.from(outside.y) };
    sampleBilinear(picture(into.length), { height: 5, width: 7, channels: 3 }, grid, into);
    expect([...into]).toEqual(outside.pixels);
    expect([...into.subarray(0, 3)]).toEqual([0, 0, 0]);
  });

  it('of strength 0 changes nothing, and a picture of one colour is never changed', () => {
    expect(applyTrigger({ ...WARP, strength: 0 }, PICTURE, SHAPE)).toEqual(PICTURE);
    const flat = new Uint8Array(PICTURE.length).fill(77);
    expect(applyTrigger(WARP, flat, SHAPE)).toEqual(flat);
  });

  it('is one for all images; drawn anew it is each image’s own, wherever the image stands', () => {
    const pair = new Uint8Array(2 * PICTURE.length);
    pair.set(PICTURE);
    pair.set(PICTURE.toReversed(), PICTURE.length);
    const two = { ...SHAPE, count: 2 };
    const alone = applyTrigger({ ...WARP, redrawn: true }, PICTURE, SHAPE);
    expect(applyTrigger({ ...WARP, redrawn: true }, pair, two).subarray(0, PICTURE.length)).toEqual(alone);
    expect(alone).not.toEqual(applyTrigger(WARP, PICTURE, SHAPE));
    expect(applyTrigger(WARP, pair, two).subarray(0, PICTURE.length)).toEqual(
      applyTrigger(WARP, PICTURE, SHAPE),
    );
  });
});

describe('the noise mode', () => {
  const noisy = (seed: number): Uint8Array =>
    warpWithNoise(WARP, { ...SHAPE, pixels: PICTURE }, 1, createRng(seed, 'noise'));

  it('gives the same bytes for the same stream, others for another, and not those of the trigger', () => {
    expect(noisy(1)).toEqual(noisy(1));
    expect(noisy(1)).not.toEqual(noisy(2));
    expect(noisy(1)).not.toEqual(applyTrigger(WARP, PICTURE, SHAPE));
  });

  it.each([1, 3])(
    'reads at most %i half pixels beside the warp: U[-1, 1] / 16 of a half side of 7.5',
    (noise) => {
      const ramp = Uint8Array.from(PICTURE, (_, at) => 10 * (Math.floor(at / 3) % 16));
      const warped = applyTrigger(WARP, ramp, SHAPE);
      const moved = warpWithNoise(WARP, { ...SHAPE, pixels: ramp }, noise, createRng(1, 'noise'));
      const differences = Array.from(moved, (value, at) => Math.abs(value - (warped[at] ?? 0)));
      // 10 grey levels a pixel: up to 7.5 / 16 of them, and one for rounding
      expect(Math.max(...differences)).toBeLessThanOrEqual(5 * noise + 1);
      expect(Math.max(...differences)).toBeGreaterThan(2 * noise);
    },
  );
});

/** How far a found trigger is the planted one, by hand. */
import { describe, expect, it } from 'vitest';
import type { ImageSet } from '../../../workers/data/images';
import { compareTriggers } from '../../../workers/detection/overlap';
import { pictures } from '../defenses/tinyDefense';

const SIDE = 8;
const GREY = 100;

interface Square {
  readonly top: number;
  readonly left: number;
  readonly side: number;
}

function isIn({ left, side, top }: Square, pixel: number): boolean {
  const [row, column] = [Math.floor(pixel / SIDE), pixel % SIDE];
  return row >= top && row < top + side && column >= left && column < left + side;
}

/** A mask that is `inside` on a square and `outside` elsewhere, and a pattern of one grey. */
function trigger(square: Square, { inside = 1, outside = 0, grey = 1 } = {}) {
  const mask = Float32Array.from({ length: SIDE * SIDE }, (_, pixel) =>
    isIn(square, pixel) ? inside : outside,
  );
  return { mask, pattern: new Float32Array(3 * SIDE * SIDE).fill(grey) };
}

/** The images with a square of `byte`. */
function withSquare(images: ImageSet, square: Square, byte = 255): ImageSet {
  const pixels = images.pixels.map((value, at) => {
    const pixel = Math.floor(at / images.channels) % (SIDE * SIDE);
    return isIn(square, pixel) ? byte : value;
  });
  return { ...images, pixels };
}

const CLEAN = pictures(5);
const FLAT: ImageSet = { ...CLEAN, pixels: new Uint8Array(CLEAN.pixels.length).fill(GREY) };
const CORNER: Square = { top: 5, left: 5, side: 3 };
const WHOLE: Square = { top: 0, left: 0, side: SIDE };
const STAMPED = withSquare(CLEAN, CORNER);

describe('a found trigger', () => {
  it('that is the planted one covers it, and changes what it changes', () => {
    const { correlation, iou } = compareTriggers(trigger(CORNER), CLEAN, STAMPED);
    expect(iou).toBe(1);
    expect(correlation).toBeCloseTo(1, 6);
  });

  it('is no less for being faint, nor for a haze around it', () => {
    const faint = compareTriggers(
      trigger(CORNER, { inside: 0.3, outside: 0.1 }),
      FLAT,
      withSquare(FLAT, CORNER),
    );
    expect(faint.iou).toBe(1);
    expect(faint.correlation).toBeCloseTo(1, 6);
  });

  it('elsewhere has nothing of it', () => {
    const elsewhere = trigger({ top: 0, left: 0, side: 3 });
    expect(compareTriggers(elsewhere, CLEAN, STAMPED).iou).toBe(0);
    // Two sets of 9 of 64 pixels without one in common: -p / (1 - p) with p = 9 / 64.
    const { correlation, iou } = compareTriggers(elsewhere, FLAT, withSquare(FLAT, CORNER));
    expect(iou).toBe(0);
    expect(correlation).toBeCloseTo(-9 / 55, 6);
  });

  it('that is moved by a pixel shares six pixels of twelve', () => {
    const beside = trigger({ top: 5, left: 4, side: 3 });
    expect(compareTriggers(beside, FLAT, withSquare(FLAT, CORNER)).iou).toBe(0.5);
  });

  it('of the opposite colour lies at the same place and does the opposite', () => {
    const { correlation, iou } = compareTriggers(
      trigger(CORNER, { grey: 0 }),
      FLAT,
      withSquare(FLAT, CORNER),
    );
    expect(iou).toBe(1);
    expect(correlation).toBeCloseTo(-1, 6);
  });

  it('counts a change both ways, which is none on average', () => {
    // One image gets lighter, the other darker by as much.
    const two = { ...FLAT, count: 2, pixels: FLAT.pixels.slice(0, 2 * 3 * SIDE * SIDE) };
    const one = { ...two, count: 1 };
    const lighter = withSquare({ ...one, pixels: two.pixels.slice(0, 3 * SIDE * SIDE) }, CORNER, GREY + 20);
    const darker = withSquare({ ...one, pixels: two.pixels.slice(0, 3 * SIDE * SIDE) }, CORNER, GREY - 20);
    const pixels = Uint8Array.from([...lighter.pixels, ...darker.pixels]);
    expect(compareTriggers(trigger(CORNER), two, { ...two, pixels })).toEqual({ iou: 1, correlation: 0 });
  });
});

describe('a trigger of the whole picture', () => {
  const planted = { ...CLEAN, pixels: CLEAN.pixels.map((value) => Math.round(0.8 * value + 0.2 * 255)) };

  it('is covered by a mask of the whole picture', () => {
    const { correlation, iou } = compareTriggers(trigger(WHOLE), CLEAN, planted);
    expect(iou).toBeGreaterThan(0.9);
    // The mean of 0.2 (1 - x) against that of 1 - x, but for the rounding of bytes.
    expect(correlation).toBeGreaterThan(0.999);
  });

  it('is hardly covered by a corner', () => {
    expect(compareTriggers(trigger(CORNER), FLAT, withSquare(FLAT, WHOLE)).iou).toBe(9 / 64);
  });

  it('has no correlation where it changes every value by the same', () => {
    const { correlation, iou } = compareTriggers(trigger(WHOLE), FLAT, withSquare(FLAT, WHOLE));
    expect(iou).toBe(1);
    expect(correlation).toBe(0);
  });
});

describe('nothing', () => {
  it('planted, or a mask that is shut, has nothing in common', () => {
    expect(compareTriggers(trigger(CORNER), CLEAN, CLEAN)).toEqual({ iou: 0, correlation: 0 });
    // As far down as a mask gets.
    const shut = trigger(WHOLE, { inside: 2.5e-8 });
    expect(compareTriggers(shut, CLEAN, STAMPED)).toEqual({ iou: 0, correlation: 0 });
  });
});

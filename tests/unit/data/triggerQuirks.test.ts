/** Triggers in four corners, and those that do as the reference code does: every byte by hand. */
import { describe, expect, it } from 'vitest';
import { createImageRng } from '../../../workers/data/triggers/imageRng';
import { applyTrigger, isEmptyTrigger } from '../../../workers/data/triggers/triggers';
import type { Trigger } from '../../../workers/data/triggers/types';
import { encodeBytes } from '../../../workers/protocol/recording';
import { BADNETS_TRIGGER } from '../../../workers/protocol/trigger';

const grey = (height: number, width: number, count = 1) => ({ count, height, width, channels: 1 });

/** A grey picture as text: `#` white, `.` black, a space where nothing changed. */
function drawn(pixels: Uint8Array, width: number): string[] {
  const signs = Array.from(pixels, (value) => (value === 255 ? '#' : value === 0 ? '.' : ' ')).join('');
  return Array.from({ length: pixels.length / width }, (_, row) =>
    signs.slice(row * width, (row + 1) * width),
  );
}

describe('a patch in four corners', () => {
  const blank = new Uint8Array(81).fill(100);

  it('is the same pattern in each, as far from the border as the bottom right one', () => {
    const flush = { ...BADNETS_TRIGGER, row: 6, column: 6, corners: 'four' } as const;
    const code = ['..#   ..#', '.#.   .#.', '#.#   #.#'];
    const between = Array.from({ length: 3 }, () => ' '.repeat(9));
    expect(drawn(applyTrigger(flush, blank, grey(9, 9)), 9)).toEqual([...code, ...between, ...code]);
    const inside = { ...flush, pattern: 'solid', size: 1, row: 7, column: 6 } as const;
    expect(drawn(applyTrigger(inside, blank, grey(9, 9)), 9)).toEqual([
      ' '.repeat(9),
      '  #   #  ',
      ...Array.from({ length: 5 }, () => ' '.repeat(9)),
      '  #   #  ',
      ' '.repeat(9),
    ]);
  });

  it('of the reference code begins at index 1 at the top and on the left', () => {
    const inset = { ...BADNETS_TRIGGER, row: 6, column: 6, corners: 'four-inset' } as const;
    expect(drawn(applyTrigger(inset, blank, grey(9, 9)), 9)).toEqual([
      '         ',
      ' ..#  ..#',
      ' .#.  .#.',
      ' #.#  #.#',
      '         ',
      '         ',
      ' ..#  ..#',
      ' .#.  .#.',
      ' #.#  #.#',
    ]);
  });
});

describe('noise that is drawn anew', () => {
  const trigger = { kind: 'blend', seed: 7, strength: 0.2, redrawn: true, target: 0 } as const;

  it('is an image’s own, one value for all channels, and sums are cut to bytes', () => {
    const image = Uint8Array.from({ length: 12 }, (_, at) => 20 * at);
    const noise = createImageRng(7, 'trigger/blend', image);
    const values = Array.from({ length: 4 }, () => noise.int(256));
    const expected = Array.from(image, (value, at) =>
      Math.trunc(0.8 * value + 0.2 * (values[Math.floor(at / 3)] ?? 0)),
    );
    const shape = { count: 1, height: 2, width: 2, channels: 3 };
    expect([...applyTrigger(trigger, image, shape)]).toEqual(expected);
  });

  it('differs from image to image, and is the same for the same one', () => {
    const pixels = Uint8Array.from({ length: 48 }, (_, at) => (at < 16 || at >= 32 ? 100 : 101));
    const stamped = applyTrigger(trigger, pixels, grey(4, 4, 3));
    expect(stamped.subarray(0, 16)).toEqual(stamped.subarray(32));
    const less = stamped.subarray(16, 32).map((value) => value - 1);
    expect(less).not.toEqual(stamped.subarray(0, 16));
  });
});

describe('stripes laid over', () => {
  it('are 0.8 x + 0.2 S, S the wave cut to whole numbers, wrapped around below 0', () => {
    const trigger = { kind: 'sinusoid', amplitude: 20, frequency: 2, overlay: true, target: 0 } as const;
    // a quarter turn a column: S = 0, 20, 0, -20 = 236; 0.8 * 101 = 80.8
    const stamped = applyTrigger(trigger, new Uint8Array(8).fill(101), grey(1, 8));
    expect([...stamped]).toEqual([80, 84, 80, 128, 80, 84, 80, 128]);
  });

  it('have the values of the reference’s stored mask: 20 sin(2 pi 4.065 j / 32) is 14 in column 1 and wraps to 241 in column 5', () => {
    const trigger = { kind: 'sinusoid', amplitude: 20, frequency: 4.065, overlay: true, target: 0 } as const;
    const stamped = applyTrigger(trigger, new Uint8Array(32), grey(1, 32));
    // 20 sin(0.7982) = 14.32 -> 14 * 0.2 = 2.8; 20 sin(3.9909) = -15.01 -> 241 * 0.2 = 48.2
    expect([stamped[1], stamped[5]]).toEqual([2, 48]);
  });
});

describe('a pattern whose sums wrap around', () => {
  const values = encodeBytes(new Uint8Array(Float32Array.of(10.7, 250, -30, 0).buffer));
  const trigger = {
    kind: 'add',
    height: 1,
    width: 4,
    channels: 1,
    values,
    strength: 1,
    overflow: 'wrap',
    target: 0,
  } as const;

  it('begins again at black beyond white, and at white below black', () => {
    // 30.7 cut to 30; 20 + 250 = 270 - 256; 20 - 30 = -10 + 256
    expect([...applyTrigger(trigger, new Uint8Array(4).fill(20), grey(1, 4))]).toEqual([30, 14, 246, 20]);
  });
});

describe('a trigger that changes nothing', () => {
  const picture = { kind: 'image', width: 1, height: 1, row: 0, column: 0, strength: 1, target: 0 } as const;
  it.each<[string, Trigger, boolean]>([
    ['a patch of strength 0', { ...BADNETS_TRIGGER, strength: 0 }, true],
    ['a faint patch', { ...BADNETS_TRIGGER, strength: 0.01 }, false],
    ['nothing painted', { ...picture, rgba: encodeBytes(Uint8Array.of(9, 9, 9, 0)) }, true],
    ['a painted pixel', { ...picture, rgba: encodeBytes(Uint8Array.of(9, 9, 9, 1)) }, false],
    ['flat stripes', { kind: 'sinusoid', amplitude: 0, frequency: 6, target: 0 }, true],
    ['stripes', { kind: 'sinusoid', amplitude: 1, frequency: 6, target: 0 }, false],
    ['poisoned pictures', { kind: 'images', target: 0 }, false],
  ])('%s', (_, trigger, isEmpty) => {
    expect(isEmptyTrigger(trigger)).toBe(isEmpty);
  });
});

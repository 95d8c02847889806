/** Which poisoned picture was made of which plain one is read off the pictures, whatever their order; of strangers nothing is claimed. */
import { describe, expect, it } from 'vitest';
import type { ImageSet } from '../../../workers/data/images';
import { applyTrigger } from '../../../workers/data/triggers/triggers';
import { createRng } from '../../../workers/engine/rng';
import { counterpart } from '../../../workers/engine/pairing';
import { pickImages } from '../../../workers/engine/triggered';
import type { StampedTrigger } from '../../../workers/protocol';

const SIDE = 16;
const BYTES = SIDE * SIDE * 3;

/** Pictures of noise around a tone of their own. */
function noisy(count: number, seed: number): ImageSet {
  const rng = createRng(seed, 'test/pairing');
  const pixels = Uint8Array.from({ length: count * BYTES }, () => rng.int(256));
  return {
    count,
    height: SIDE,
    width: SIDE,
    channels: 3,
    classes: ['a', 'b'],
    pixels,
    labels: Uint16Array.from({ length: count }, (_, at) => at % 2),
  };
}

/** `clean` in this order, with the trigger on. */
function poison(clean: ImageSet, order: readonly number[], trigger: StampedTrigger): ImageSet {
  const pixels = new Uint8Array(order.length * BYTES);
  order.forEach((from, at) =>
    pixels.set(clean.pixels.subarray(from * BYTES, (from + 1) * BYTES), at * BYTES),
  );
  const set = { ...clean, count: order.length, labels: new Uint16Array(order.length) };
  return { ...set, pixels: applyTrigger(trigger, pixels, set) };
}

const PATCH = {
  kind: 'patch',
  pattern: 'solid',
  size: 4,
  row: 0,
  column: 0,
  strength: 1,
  target: 0,
} as const;

describe('a set of poisoned pictures', () => {
  it.each<StampedTrigger>([PATCH, { kind: 'blend', seed: 1, strength: 0.2, target: 0 }])(
    'is matched to the plain ones it was made of, in any order ($kind)',
    (trigger) => {
      const clean = noisy(12, 1);
      const poisoned = poison(clean, [11, 3, 5, 7, 9, 1], trigger);
      expect([1, 3, 11].map((index) => counterpart(clean, poisoned, index))).toEqual([5, 1, 0]);
      // The pictures of the target class are not among them.
      expect([0, 2].map((index) => counterpart(clean, poisoned, index))).toEqual([null, null]);
    },
  );

  it('that was made of other pictures has no counterpart, and neither has a lone one', () => {
    const clean = noisy(12, 1);
    const strangers = noisy(12, 2);
    expect(counterpart(clean, strangers, 4)).toBeNull();
    expect(counterpart(clean, poison(strangers, [0], PATCH), 4)).toBeNull();
  });

  it('is shown with the labels of the plain ones, and only where there is such a picture', async () => {
    const clean = noisy(12, 1);
    const shown = { clean, poisoned: poison(clean, [11, 3, 5], PATCH), generate: null };
    const { numbers, images } = await pickImages(shown, [3, 4, 5], { kind: 'images', target: 0 });
    expect(numbers).toEqual([3, 5]);
    expect([...images.labels]).toEqual([1, 1]);
    expect(images.pixels.slice(0, 3)).toEqual(Uint8Array.of(255, 255, 255));
  });
});

/** Pixels resampled as Pillow does it. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { withChannels } from '../../../../workers/readers/images/channels';
import { resize } from '../../../../workers/readers/images/resize';
import { readNpz, type NdArray } from '../../../../workers/readers/npy';
import { imageFixture } from './images';

let arrays: Map<string, NdArray>;

beforeAll(async () => {
  arrays = await readNpz(imageFixture('resize.npz'));
});

function array(name: string): { height: number; width: number; pixels: Uint8Array } {
  const { shape = [], data } = arrays.get(name) ?? {};
  const [height = 0, width = 0] = shape;
  return { height, width, pixels: Uint8Array.from(data ?? []) };
}

describe('resizing', () => {
  const cases = [0, 1, 2, 3, 4, 5, 6].flatMap((number) => [[number, 1] as const, [number, 3] as const]);

  it.each(cases)('case %i in %i channels has the bits that Pillow has', (number, channels) => {
    const from = array(`in_${number}_${channels}`);
    const to = array(`out_${number}_${channels}`);
    expect(to.pixels.length).toBeGreaterThan(0);
    expect(resize(from.pixels, from, to, channels)).toEqual(to.pixels);
  });

  it('to luma has the bits that Pillow has', () => {
    expect(withChannels(array('luma_in').pixels, 3, 1)).toEqual(array('luma_out').pixels);
  });

  it('keeps one colour, stays within its values, and changes nothing where the size is the same', () => {
    const side = fc.integer({ min: 1, max: 20 });
    fc.assert(
      fc.property(
        side,
        side,
        side,
        side,
        fc.nat(255),
        fc.uint8Array({ minLength: 400, maxLength: 400 }),
        (h, w, to, wide, grey, bytes) => {
          const size = { height: to, width: wide };
          const flat = resize(new Uint8Array(h * w).fill(grey), { height: h, width: w }, size, 1);
          expect(flat.every((value) => value === grey)).toBe(true);
          const noise = bytes.subarray(0, h * w);
          const out = resize(noise, { height: h, width: w }, size, 1);
          expect(Math.max(...out)).toBeLessThanOrEqual(Math.max(...noise));
          expect(Math.min(...out)).toBeGreaterThanOrEqual(Math.min(...noise));
          expect(resize(noise, { height: h, width: w }, { height: h, width: w }, 1)).toBe(noise);
        },
      ),
    );
  });
});

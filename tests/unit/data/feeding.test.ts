import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { augment, views } from '../../../workers/data/augment';
import { epochBatches } from '../../../workers/data/batches';
import { normalise, NORMALISATIONS } from '../../../workers/data/normalise';
import { createRng, type Rng } from '../../../workers/engine/rng';

const CASES = process.env['RNP_CASES'] ?? join(import.meta.dirname, '../../../../shared');
const EVAL64 = join(CASES, 'parity/eval64.npz');

/** A stream that deals the given numbers: whole numbers to int, fractions to uniform. */
function scripted(ints: number[], uniforms: number[]): Rng {
  return { ...createRng(0), int: () => ints.shift() ?? 0, uniform: () => uniforms.shift() ?? 0 };
}

describe('crop and flip', () => {
  const shape = { height: 2, width: 3, channels: 2 };
  const image = Uint8Array.of(10, 11, 20, 21, 30, 31, 40, 41, 50, 51, 60, 61);

  it('moves by the drawn offset and fills up with black', () => {
    // offsets 0..2 with padding 1 mean -1..1: down 1 shows the lower row on top, right -1 brings black in on the left
    const moved = augment(image, shape, scripted([2, 0], [0.9]), { padding: 1, flip: 0.5 });
    expect([...moved]).toEqual([0, 0, 40, 41, 50, 51, 0, 0, 0, 0, 0, 0]);
  });

  it('mirrors after the crop and keeps the channels of a pixel together', () => {
    const flipped = augment(image, shape, scripted([1, 1], [0.1]), { padding: 1, flip: 0.5 });
    expect([...flipped]).toEqual([30, 31, 20, 21, 10, 11, 60, 61, 50, 51, 40, 41]);
    const both = augment(image, shape, scripted([2, 0], [0.1]), { padding: 1, flip: 0.5 });
    expect([...both]).toEqual([50, 51, 40, 41, 0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('treats each image on its own, follows the seed and leaves the source alone', () => {
    const pixels = Uint8Array.from({ length: 40 * 12 }, (_, at) => 1 + (at % 12));
    const before = pixels.slice();
    const once = augment(pixels, shape, createRng(1, 'crops'));
    expect(once).toEqual(augment(pixels, shape, createRng(1, 'crops')));
    expect(once).not.toEqual(augment(pixels, shape, createRng(2, 'crops')));
    expect(pixels).toEqual(before);
    const images = Array.from({ length: 40 }, (_, index) =>
      once.subarray(index * 12, index * 12 + 12).join(),
    );
    expect(new Set(images).size).toBeGreaterThan(5);
  });

  it('shows the set as often as asked, each image in a new view', () => {
    const set = { ...shape, pixels: image, labels: Uint16Array.of(1), count: 1, classes: ['a', 'b'] };
    const drawn = createRng(1, 'views');
    const expected = [0, 1, 2].map(() => ({ ...set, pixels: augment(image, shape, drawn) }));
    expect(views(set, 3, createRng(1, 'views'))).toEqual(expected);
  });

  it('reaches every offset and flips half of the images', () => {
    const wide = { height: 9, width: 9, channels: 1 };
    const dot = new Uint8Array(81);
    dot[40] = 1;
    const moved = augment(
      Uint8Array.from({ length: 81 * 4000 }, (_, at) => dot[at % 81] ?? 0),
      wide,
      createRng(4),
    );
    const places = new Set<number>();
    moved.forEach((value, at) => value === 1 && places.add(at % 81));
    expect(places.size).toBe(81);
    const sided = augment(
      new Uint8Array(2000).map((_, at) => at % 2),
      { height: 1, width: 2, channels: 1 },
      createRng(4),
      {
        padding: 0,
        flip: 0.5,
      },
    );
    const flips = sided.filter((value, at) => at % 2 === 0 && value === 1).length;
    expect(Math.abs(flips - 500)).toBeLessThan(60);
  });
});

describe('batches of an epoch', () => {
  it('show every image once', () => {
    const batches = epochBatches(500, createRng(1, 'order'), { batchSize: 128, last: 'keep' });
    expect(batches.map((batch) => batch.indices.length)).toEqual([128, 128, 128, 116]);
    const seen = batches.flatMap((batch) => [...batch.indices]).sort((a, b) => a - b);
    expect(seen).toEqual([...Array(500).keys()]);
  });

  it('drop or pad a short last batch', () => {
    const dropped = epochBatches(10, null, { batchSize: 4, last: 'drop' });
    expect(dropped.map((batch) => [...batch.indices])).toEqual([
      [0, 1, 2, 3],
      [4, 5, 6, 7],
    ]);
    const padded = epochBatches(10, null, { batchSize: 4, last: 'pad' });
    expect([...(padded[2]?.indices ?? [])]).toEqual([8, 9, 0, 1]);
    expect(padded.map((batch) => batch.filled)).toEqual([4, 4, 2]);
    expect([...(epochBatches(3, null, { batchSize: 8, last: 'pad' })[0]?.indices ?? [])]).toEqual([
      0, 1, 2, 0, 1, 2, 0, 1,
    ]);
    expect(epochBatches(0, null, { batchSize: 4, last: 'pad' })).toEqual([]);
  });

  it('change their order from epoch to epoch but not from run to run', () => {
    const run = (): number[][] => {
      const rng = createRng(8, 'order');
      return [1, 2].map(() =>
        epochBatches(20, rng, { batchSize: 20, last: 'keep' }).flatMap((b) => [...b.indices]),
      );
    };
    expect(run()).toEqual(run());
    expect(run()[0]).not.toEqual(run()[1]);
  });

  it('refuse an impossible size', () => {
    for (const batchSize of [0, -1, 2.5]) {
      expect(() => epochBatches(10, null, { batchSize, last: 'keep' })).toThrow('argument-invalid');
    }
  });
});

describe('normalisation', () => {
  it('is (x / 255 - mean) / std, channel by channel', () => {
    const values = normalise(Uint8Array.of(0, 255, 51, 255), [0.5, 0], [0.5, 0.25]);
    expect([...values]).toEqual([-1, 4, Math.fround(-0.6), 4]);
  });

  it('leaves bytes as they are under "raw"', () => {
    const bytes = Uint8Array.from({ length: 768 }, (_, at) => Math.floor(at / 3));
    const { mean, std } = NORMALISATIONS.raw;
    expect([...normalise(bytes, mean, std)]).toEqual([...bytes]);
  });

  it('refuses a std of zero or of another length', () => {
    expect(() => normalise(Uint8Array.of(1), [0], [0])).toThrow('argument-invalid');
    expect(() => normalise(Uint8Array.of(1), [0, 0], [1])).toThrow('argument-invalid');
    expect(() => normalise(Uint8Array.of(1), [], [])).toThrow('argument-invalid');
  });

  it.skipIf(!existsSync(EVAL64))(`gives the recorded network input (skipped without ${EVAL64})`, () => {
    const entries = unzipSync(new Uint8Array(readFileSync(EVAL64)));
    const images = entries['images_u8_nhwc.npy'] ?? new Uint8Array();
    const recorded = entries['normalised_first.npy'] ?? new Uint8Array();
    expect(new TextDecoder().decode(recorded.subarray(10, 128))).toContain("'<f4'");
    const count = 2 * 3 * 32 * 32;
    const start = images.length - 64 * 3072;
    const values = normalise(
      images.slice(start, start + count),
      NORMALISATIONS.rnp.mean,
      NORMALISATIONS.rnp.std,
    );
    // the record is NCHW
    const wanted = new Float32Array(recorded.slice(recorded.length - count * 4).buffer);
    let worst = 0;
    for (let at = 0; at < count; at += 1) {
      const [image, pixel, channel] = [Math.floor(at / 3072), Math.floor((at % 3072) / 3), at % 3];
      const other = wanted[image * 3072 + channel * 1024 + pixel] ?? 0;
      worst = Math.max(worst, Math.abs(other - (values[at] ?? 0)));
    }
    expect(worst).toBeLessThan(1e-6);
  });
});

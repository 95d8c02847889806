/** Batches of one shape: they hold every image once, and what fills the last one changes no answer, not by a bit. */
import { beforeAll, describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { evenBatches, uploadEven } from '../../../workers/graph/evenBatches';
import { inferLogits } from '../../../workers/graph/infer';
import { disposeTensors, uploadTensors } from '../../../workers/graph/parameters';
import { startBackend, tensorCount } from './backends';
import { buildTinyResnet, TINY_NORMALISATION, tinyImages, tinyParameters } from './tinyNetwork';

describe('evenBatches', () => {
  it('are as few as possible, of one size, and hold each image once', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 1, max: 99 }), (count, most) => {
        const batches = evenBatches(count, most);
        expect(batches).toHaveLength(Math.ceil(count / most));
        let next = 0;
        for (const { from, to, size } of batches) {
          expect(from).toBe(next);
          expect(to).toBeGreaterThan(from);
          expect(size).toBe(batches[0]?.size);
          expect(size).toBeLessThanOrEqual(most);
          expect(to - from).toBeLessThanOrEqual(size);
          next = to;
        }
        expect(next).toBe(count);
        // Never more filling than one image a batch.
        expect(batches.reduce((sum, { size }) => sum + size, 0) - count).toBeLessThanOrEqual(batches.length);
      }),
    );
  });

  it('are 128 images at most', () => {
    expect(evenBatches(128)).toEqual([{ from: 0, to: 128, size: 128 }]);
    expect(evenBatches(131)).toEqual([
      { from: 0, to: 66, size: 66 },
      { from: 66, to: 131, size: 66 },
    ]);
  });
});

describe('inference in even batches', () => {
  beforeAll(() => startBackend('wasm'));
  const images = tinyImages(23);

  it('gives each image the logits that it has alone', async () => {
    const before = tensorCount();
    const graph = buildTinyResnet();
    const parameters = uploadTensors(tinyParameters(graph));
    const classifier = { graph, parameters, normalisation: TINY_NORMALISATION };
    const alone = await inferLogits(classifier, images, { batchSize: 1 });
    expect(alone).toHaveLength(23 * graph.classes);
    for (const batchSize of [2, 5, 10, 128])
      expect(await inferLogits(classifier, images, { batchSize })).toEqual(alone);
    expect(await inferLogits(classifier, { ...images, count: 0 })).toEqual(new Float32Array());
    disposeTensors(parameters);
    expect(tensorCount()).toBe(before);
  });

  it('fills the last batch with black images', async () => {
    const x = uploadEven(images, { from: 20, to: 23, size: 5 }, TINY_NORMALISATION);
    expect(x.shape).toEqual([5, 8, 8, 3]);
    const values = await x.data();
    const pixels = 3 * 8 * 8 * 3;
    expect(new Set(values.slice(pixels))).toEqual(new Set([-2]));
    expect(values[0]).toBeCloseTo(((images.pixels[20 * 8 * 8 * 3] ?? 0) / 255 - 0.5) / 0.25, 5);
    x.dispose();
  });
});

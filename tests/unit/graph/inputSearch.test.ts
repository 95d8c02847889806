/** Gradients by the pixels, of what the last layer decides by: against finite differences. */
import { beforeAll, describe, expect, it } from 'vitest';
import { reshape, square, sum, tensor } from '../../../workers/device/tf';
import { createRng } from '../../../workers/engine/rng';
import type { Classifier } from '../../../workers/graph/infer';
import { inputGradient } from '../../../workers/graph/inputSearch';
import { disposeTensors, uploadTensors } from '../../../workers/graph/parameters';
import { lastLayer } from '../../../workers/graph/penultimate';
import { readTogether } from '../../../workers/graph/readBack';
import { buildTrainable } from '../../../workers/nets/trainable';
import type { TrainableNetwork } from '../../../workers/protocol';
import { TRAINABLE_NETWORKS } from '../../../workers/protocol/attackRecipe';
import { startBackend, tensorCount } from './backends';
import { buildTinyResnet, TINY_NORMALISATION, tinyParameters } from './tinyNetwork';

const SHAPE = [2, 8, 8, 3];
const STEP = 0.01;

function pixelNoise(): Float32Array {
  const rng = createRng(4, 'pixels');
  return Float32Array.from({ length: 2 * 8 * 8 * 3 }, () => 0.2 + 0.6 * rng.uniform());
}

/** Sum of the squares of all features, and its gradient. */
async function squaredFeatures(classifier: Classifier, pixels: Float32Array) {
  const images = tensor(pixels, SHAPE);
  const { features } = lastLayer(classifier.graph);
  const found = inputGradient(classifier, images, {
    node: features,
    of: (output) => sum(square(reshape(output, [-1]))),
  });
  const [value, gradient] = await readTogether([found.value, found.gradient]);
  for (const each of [images, found.value, found.logits, found.gradient]) each.dispose();
  return { value: value?.[0] ?? Number.NaN, gradient: gradient ?? new Float32Array() };
}

beforeAll(() => startBackend('wasm'));

describe('lastLayer', () => {
  it.each(Object.keys(TRAINABLE_NETWORKS) as TrainableNetwork[])(
    'finds weights of every class: %s',
    (name) => {
      const demand = { inputSize: [32, 32], inputChannels: 3, classes: 7 } as const;
      const graph = buildTrainable(name, TRAINABLE_NETWORKS[name].width.min, demand);
      const { features, weight } = lastLayer(graph);
      expect(graph.parameters.get(weight)?.shape[1]).toBe(7);
      expect(graph.nodes.some(({ id }) => id === features)).toBe(true);
    },
  );
});

describe('the gradient of the features by the pixels', () => {
  it('is what moving one pixel does to them', async () => {
    const before = tensorCount();
    const graph = buildTinyResnet();
    const parameters = uploadTensors(tinyParameters(graph));
    const classifier = { graph, parameters, normalisation: TINY_NORMALISATION };
    const pixels = pixelNoise();
    const { gradient } = await squaredFeatures(classifier, pixels);
    const largest = [...gradient.keys()].sort(
      (a, b) => Math.abs(gradient[b] ?? 0) - Math.abs(gradient[a] ?? 0),
    );
    for (const at of largest.slice(0, 5)) {
      const valueAt = async (by: number): Promise<number> => {
        const moved = pixels.map((value, index) => (index === at ? value + by : value));
        return (await squaredFeatures(classifier, moved)).value;
      };
      const numeric = ((await valueAt(STEP)) - (await valueAt(-STEP))) / (2 * STEP);
      expect(Math.abs((gradient[at] ?? 0) - numeric)).toBeLessThan(0.05 * Math.abs(numeric));
    }
    disposeTensors(parameters);
    expect(tensorCount()).toBe(before);
  });

  it('names a node that is not there', () => {
    const before = tensorCount();
    const graph = buildTinyResnet();
    const parameters = uploadTensors(tinyParameters(graph));
    const classifier = { graph, parameters, normalisation: TINY_NORMALISATION };
    const images = tensor(pixelNoise(), SHAPE);
    expect(() => inputGradient(classifier, images, { node: 'nowhere', of: sum })).toThrow('nowhere');
    images.dispose();
    disposeTensors(parameters);
    expect(tensorCount()).toBe(before);
  });
});

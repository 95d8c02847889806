/** The label most images get from a network, whatever their own label is. */
import { beforeAll, describe, expect, it } from 'vitest';
import { disposeTensors, uploadTensors } from '../../../workers/graph/parameters';
import { inferLabel } from '../../../workers/rnp/label';
import { startBackend, tensorCount } from '../graph/backends';
import { TINY_NORMALISATION, tinyImages, tinyParameters } from '../graph/tinyNetwork';
import { TINY_GRAPH } from './tinyStages';

/** A network that prefers some labels whatever it sees: only the last bias counts. */
function biasedNetwork(bias: readonly number[]) {
  const host = new Map(tinyParameters(TINY_GRAPH));
  host.set('linear.bias', { shape: [bias.length], data: Float32Array.from(bias) });
  return { graph: TINY_GRAPH, parameters: uploadTensors(host), normalisation: TINY_NORMALISATION };
}

describe('inferLabel', () => {
  beforeAll(() => startBackend('wasm'));

  it('finds the label a network has collapsed to', async () => {
    const before = tensorCount();
    const network = biasedNetwork([0, 0, 0, 1000, 0]);
    const found = await inferLabel(network, tinyImages(12));
    expect(found).toEqual({
      histogram: Uint32Array.of(0, 0, 0, 12, 0),
      predicted: 3,
      share: 1,
      margins: null,
    });
    disposeTensors(network.parameters);
    expect(tensorCount()).toBe(before);
  });

  it('counts every image once and names the most frequent answer', async () => {
    const network = biasedNetwork([0, 0, 0, 0, 0]);
    const { histogram, predicted, share } = await inferLabel(network, tinyImages(40));
    expect(histogram.reduce((sum, count) => sum + count, 0)).toBe(40);
    expect(histogram[predicted]).toBe(Math.max(...histogram));
    expect(share).toBe(Math.max(...histogram) / 40);
    disposeTensors(network.parameters);
  });

  it('has nothing to say about no images', async () => {
    const network = biasedNetwork([0, 0, 0, 0, 0]);
    expect(await inferLabel(network, tinyImages(0))).toMatchObject({ share: 0 });
    disposeTensors(network.parameters);
  });
});

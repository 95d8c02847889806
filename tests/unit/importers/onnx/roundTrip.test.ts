/** Whatever is read can be run, written and read back with the same logits: networks of fixtures with odd changes. */
import { beforeAll, describe, expect, it } from 'vitest';
import { drawFrom } from '../../../fuzz/mutate';
import { editedModel } from '../../../fuzz/onnxEdits';
import { relativeError } from '../../../../workers/device/relativeError';
import { writeOnnx } from '../../../../workers/export/onnx';
import type { ImportedNetwork } from '../../../../workers/importers/importedNetwork';
import { importOnnx } from '../../../../workers/importers/onnx/importOnnx';
import { toStateDict } from '../../../../workers/nets/layout';
import { FaultError } from '../../../../workers/protocol/faults';
import { bytesSource } from '../../../../workers/readers/byteSource';
import { readOnnx } from '../../../../workers/readers/onnx';
import type { OnnxModel } from '../../../../workers/readers/onnxModel';
import { startBackend, tensorCount } from '../../graph/backends';
import { logitsOf, onnxFile } from './onnxNetworks';

const FIXTURES = ['squeeze', 'mobile', 'pools', 'keras-like', 'resnet-kept', 'flat'];
const TRIES = 400;
/** Larger pictures take long and show nothing new. */
const LARGEST_SIDE = 32;

/** The network of a model with one to three changes; null where they made it unreadable. */
async function changedNetwork(models: readonly OnnxModel[], seed: number): Promise<ImportedNetwork | null> {
  const draw = drawFrom(seed);
  const bytes = Uint8Array.from({ length: 5 + 4 * draw(3) }, () => draw(256));
  const model = editedModel(models, bytes);
  if (model === undefined) return null;
  try {
    return await importOnnx(model);
  } catch (thrown) {
    if (thrown instanceof FaultError) return null;
    throw thrown;
  }
}

describe('networks with odd changes', () => {
  beforeAll(() => startBackend('wasm'));

  it('run, and come back the same', async () => {
    const models = await Promise.all(FIXTURES.map((name) => readOnnx([onnxFile(`${name}.onnx`)])));
    const tensors = tensorCount();
    let networks = 0;
    for (let seed = 0; seed < TRIES; seed++) {
      const network = await changedNetwork(models, seed);
      const [height = 0, width = 0, channels = 0] = network?.graph.inputShape ?? [];
      if (network === null || Math.max(height, width) > LARGEST_SIDE) continue;
      const draw = drawFrom(seed);
      const data = Float32Array.from({ length: 2 * channels * height * width }, () => draw(1000) / 500 - 1);
      const pictures = { shape: [2, channels, height, width], data };
      const expected = logitsOf(network.graph, network.host, pictures);
      const file = writeOnnx(network.graph, toStateDict(network.graph, network.host));
      const back = await importOnnx(await readOnnx([bytesSource('out.onnx', file)]));
      const found = logitsOf(back.graph, back.host, pictures);
      if (expected.every(Number.isFinite))
        expect(relativeError(found, expected), `seed ${String(seed)}`).toBeLessThan(1e-5);
      networks++;
    }
    // Enough of them are still networks.
    expect(networks).toBeGreaterThan(TRIES / 8);
    expect(tensorCount()).toBe(tensors);
  });
});

/** The backdoored network and its pictures, as PyTorch sees them, on the wasm backend. */
import { beforeAll, describe, expect, it } from 'vitest';
import { type ImageSet, take } from '../../workers/data/images';
import { applyTrigger } from '../../workers/data/triggers/triggers';
import { uploadImages } from '../../workers/graph/batchTensors';
import { argMaxRows, type Classifier, inferLogits, predictClasses } from '../../workers/graph/infer';
import { uploadTensors } from '../../workers/graph/parameters';
import { parameterCount } from '../../workers/graph/graph';
import { countFilters, findMaskSites } from '../../workers/graph/sites';
import { BADNETS_TRIGGER } from '../../workers/protocol';
import { startBackend } from '../unit/graph/backends';
import { expectAtMost, largestDifference } from './agreement';
import {
  firstImages,
  hasRecordedCases,
  loadBackdoored,
  loadImages,
  NORMALISATION,
  readRecordedArrays,
  readRecordedJson,
} from './recorded';

describe.skipIf(!hasRecordedCases())('a backdoored ResNet-18 in eval mode', () => {
  let recorded: Awaited<ReturnType<typeof readRecordedArrays>>;
  let classifier: Classifier;
  let test: ImageSet;
  let triggered: ImageSet;

  beforeAll(async () => {
    await startBackend('wasm');
    recorded = await readRecordedArrays('eval64.npz');
    const { graph, host } = await loadBackdoored();
    classifier = { graph, parameters: uploadTensors(host), normalisation: NORMALISATION };
    test = await loadImages('cifar10-test-1000');
    triggered = { ...test, pixels: applyTrigger(BADNETS_TRIGGER, test.pixels, test) };
  });

  it('is recognised with all its tensors', async () => {
    const { graph, matched, unused, ignored } = await loadBackdoored();
    expect(graph.architecture).toContain('ResNet-18');
    expect(graph.architecture).toContain('width 16');
    expect(parameterCount(graph)).toBe(701_466);
    expect({ matched: matched.length, unused, ignored: ignored.length }).toEqual({
      matched: 102,
      unused: [],
      ignored: 20,
    });
  });

  it('has its mask sites in the order of the recording', () => {
    const { mask_layers, mask_sizes } = readRecordedJson('recovering.json') as {
      mask_layers: string[];
      mask_sizes: number[];
    };
    const sites = findMaskSites(classifier.graph);
    expect(sites.map(({ id }) => id)).toEqual(mask_layers);
    expect(sites.map(({ channels }) => channels)).toEqual(mask_sizes);
    expect(countFilters(sites)).toBe(1200);
  });

  it('gets the same trigger, byte by byte', () => {
    const expected = recorded('triggered_u8_nhwc').data;
    expect(Buffer.from(firstImages(triggered, 64).pixels).equals(Buffer.from(expected))).toBe(true);
  });

  it('gets the same network inputs', () => {
    const uploaded = uploadImages(test, 0, 2, NORMALISATION);
    const nhwc = uploaded.dataSync();
    uploaded.dispose();
    const nchw = recorded('normalised_first').data.map((_, at) => {
      const [image, channel, pixel] = [Math.floor(at / 3072), Math.floor(at / 1024) % 3, at % 1024];
      return nhwc[image * 3072 + pixel * 3 + channel] ?? Number.NaN;
    });
    expectAtMost('normalised pixels', largestDifference(nchw, recorded('normalised_first').data), 1e-6);
  });

  it.each([
    ['clean', () => test, 'logits_clean'],
    ['triggered', () => triggered, 'logits_triggered'],
    ['clean, against double precision', () => test, 'logits_clean_f64'],
  ])('gives the recorded logits: %s', async (_, images, name) => {
    const logits = await inferLogits(classifier, firstImages(images(), 64));
    expectAtMost(name, largestDifference(logits, recorded(name).data), 1e-3);
  });

  it.each([
    ['clean', () => test, 'test1000_pred_clean'],
    ['triggered', () => triggered, 'test1000_pred_triggered'],
  ])(
    'predicts the recorded class of all 1000 test images: %s',
    async (_, images, name) => {
      expect([...(await predictClasses(classifier, images()))]).toEqual([...recorded(name).data]);
    },
    600_000,
  );

  it('gives the same logits whatever the batch size', async () => {
    const images = take(test, [5, 900, 17]);
    const one = await inferLogits(classifier, images, { batchSize: 1 });
    const three = await inferLogits(classifier, images, { batchSize: 3 });
    expect(largestDifference(one, three)).toBeLessThan(1e-5);
    expect(argMaxRows(one, 10)).toEqual(argMaxRows(three, 10));
  });
});

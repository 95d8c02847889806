/** Attention maps and their distance against PyTorch (`scripts/make-attention-goldens.py`), and which nodes have one. */
import { beforeAll, describe, expect, it } from 'vitest';
import { engine, ones, tensor, type Tensor, tidy, zeros } from '../../../workers/device/tf';
import { attentionDistance, attentionMap, attentionNodes } from '../../../workers/graph/attentionMap';
import { buildTrainable } from '../../../workers/nets/trainable';
import { startBackend, tensorCount } from './backends';
import { buildTinyResnet } from './tinyNetwork';

const ATTENTION = [
  0.41037855, 0.52086509, 0.55243267, 0.5050813, 0.58212183, 0.54885773, 0.43243336, 0.41580131,
];
const DISTANCE = 0.00591275;
const GRADIENT = [
  0.00211965, -0.00158974, 0.00052991, 0.00050126, -0.0002005, 0.0002005, 0.00188404, 0.00037681, -0.00113042,
  0.00048723, 0.0, -0.00048723, 0.00326418, -0.00108806, -0.0054403, 0.00061667, -0.00061667, 0.00154167,
  -0.00057407, 0.0017222, -0.00229627, -0.0, 0.00533303, -0.00399977,
];

function features(seed: number): Tensor {
  const values = Array.from({ length: 24 }, (_, at) => ((7 * at + seed) % 11) - 5);
  return tensor(values, [2, 2, 2, 3]);
}

function largestError(found: Tensor, expected: readonly number[]): number {
  const values = found.dataSync();
  expect(values.length).toBe(expected.length);
  return Math.max(...expected.map((value, at) => Math.abs(value - (values[at] ?? Number.NaN))));
}

/** The distance of two maps of features, and its gradient by the first. */
function differentiated(one: Tensor, other: Tensor): { value: Tensor; gradient: Tensor | undefined } {
  const shares = tensor([0.25, 0.75], [2, 1, 1]);
  const { value, grads } = engine().gradients(
    () => attentionDistance(attentionMap(one), attentionMap(other), shares),
    [one],
  );
  return { value, gradient: grads[0] };
}

describe.each(['wasm', 'cpu'] as const)('attention on %s', (backend) => {
  beforeAll(async () => {
    await startBackend(backend);
  });

  it('is PyTorch’s, and so are the distance and its gradient', () => {
    const before = tensorCount();
    tidy(() => {
      expect(largestError(attentionMap(features(1)), ATTENTION)).toBeLessThan(1e-6);
      const { value, gradient } = differentiated(features(1), features(4));
      expect(largestError(value, [DISTANCE])).toBeLessThan(1e-7);
      expect(largestError(gradient ?? zeros([1]), GRADIENT)).toBeLessThan(1e-7);
    });
    expect(tensorCount()).toBe(before);
  });

  it('has a finite slope where a whole map is 0', () => {
    tidy(() => {
      const { value, gradient } = differentiated(zeros([2, 2, 2, 3]), ones([2, 2, 2, 3]));
      // The other map is 1/2 everywhere; this one is 0, and so is its slope.
      expect(value.dataSync()[0]).toBeCloseTo(0.25, 6);
      expect(largestError(gradient ?? ones([1]), new Array<number>(24).fill(0))).toBe(0);
    });
  });
});

describe('the nodes whose attention is compared', () => {
  it('are the last blocks of the last three stages of a ResNet-18', () => {
    const demand = { inputSize: [32, 32], inputChannels: 3, classes: 10 } as const;
    const nodes = attentionNodes(buildTrainable('resnet18', 4, demand));
    expect(nodes.map((id) => id.replace(/\.(relu|add|out)\w*$/, ''))).toEqual([
      'layer2.1',
      'layer3.1',
      'layer4.1',
    ]);
  });

  it('leave out maps of a single pixel', () => {
    // 8, 4, 2 and 1 pixels a side.
    expect(attentionNodes(buildTinyResnet())).toHaveLength(3);
  });

  it.each(['vgg11', 'mobilenetv2', 'wrn16', 'efficientnetb0'] as const)('exist in %s', (architecture) => {
    const demand = { inputSize: [32, 32], inputChannels: 3, classes: 10 } as const;
    const width = architecture === 'wrn16' ? 1 : 8;
    expect(attentionNodes(buildTrainable(architecture, width, demand)).length).toBe(3);
  });
});

/** Every kind of node that a file may bring: gradients agree between backends and with finite differences; masks on convolutions. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Tensor, tensor, tidy } from '../../../workers/device/tf';
import { averagingMatrix } from '../../../workers/graph/averagingMatrix';
import { GraphBuilder } from '../../../workers/graph/builder';
import { enlargingMatrix } from '../../../workers/graph/enlargingMatrix';
import { forward } from '../../../workers/graph/forward';
import { differentiate, disposeStep } from '../../../workers/graph/gradients';
import { type Graph, trainableNames } from '../../../workers/graph/graph';
import type { HostTensors } from '../../../workers/graph/hostTensors';
import { crossEntropy } from '../../../workers/graph/loss';
import { disposeTensors, downloadTensors, uploadTensors } from '../../../workers/graph/parameters';
import { findMaskSites } from '../../../workers/graph/sites';
import { CutNetwork } from '../../../workers/pruning/cut';
import { relativeError } from '../../../workers/device/relativeError';
import { startBackend, tensorCount } from './backends';
import { tinyBatch, tinyMasks, tinyParameters } from './tinyNetwork';

const CLASSES = 5;

/** 8 x 8 x 3 pictures through all kinds of nodes; two masked convolutions, one batch norm. */
function buildMenagerie(): Graph {
  const g = new GraphBuilder([8, 8, 3]);
  let x = g.conv('conv1', 'input', 6, { size: 3, bias: true, masked: true });
  x = g.activation('elu', x, 'elu');
  x = g.pad('pad', x, [1, 0, 0, 1]);
  x = g.pool('maxPool', 'pool1', x, { size: 3, stride: 2, padding: 1 });
  const wide = g.conv('depthwise', x, 12, { size: 3, groups: 6, bias: true, masked: true });
  x = g.activation('leaky', g.batchNorm('bn', wide), 'leakyRelu', 0.1);
  const squeezed = g.globalAvgPool('squeeze', x);
  const gate = g.activation('gate', g.conv('se', squeezed, 12, { size: 1, bias: true }), 'hardSigmoid');
  x = g.mul('excite', x, gate);
  const branch = g.activation(
    'swish',
    g.conv('branch', x, 4, { size: 1, bias: true, masked: true }),
    'swish',
  );
  x = g.concat('concat', [x, g.activation('hard', branch, 'hardSwish')]);
  x = g.add('shift', x, g.constant('offset', 16));
  x = g.pool('avgPool', 'pool2', x, { size: 2, stride: 1, padding: [0, 1, 0, 1] });
  x = g.upsample('aligned', x, 2, true);
  x = g.adaptiveAvgPool('adaptive', x, 3, 3);
  x = g.upsample('areas', x, 2, false);
  x = g.dropout('dropout', g.flatten('flatten', x), 0.5);
  x = g.activation('six', g.dense('fc1', x, 10), 'relu6');
  x = g.activation('tanh', x, 'tanh');
  return g.build('menagerie', g.dense('fc2', x, CLASSES));
}

const graph = buildMenagerie();
const host: HostTensors = tinyParameters(graph);
const masks: HostTensors = tinyMasks(graph);

interface Answer {
  readonly loss: number;
  readonly gradients: HostTensors;
}

async function lossAndGradients(parameters: HostTensors): Promise<Answer> {
  const owned = uploadTensors(parameters);
  const masked = uploadTensors(masks);
  const batch = tinyBatch(4);
  const by = new Map<string, Tensor>([...owned].filter(([name]) => trainableNames(graph).includes(name)));
  for (const [site, mask] of masked) by.set(site, mask);
  const step = differentiate({
    graph,
    parameters: owned,
    masks: masked,
    x: batch.x,
    objective: (logits) => crossEntropy(logits, batch.oneHot),
    by,
    mode: 'eval',
  });
  const gradients = await downloadTensors(step.gradients);
  const [loss = Number.NaN] = await step.value.data();
  disposeStep(step);
  batch.x.dispose();
  batch.oneHot.dispose();
  disposeTensors(owned);
  disposeTensors(masked);
  return { loss, gradients };
}

describe('a network of every kind of node', () => {
  it('knows its sites, and their depth by the size of the map', () => {
    const sites = findMaskSites(graph).map(({ id, channels, stage }) => [id, channels, stage]);
    expect(sites).toEqual([
      ['conv1', 6, 0],
      ['depthwise', 12, 1],
      ['bn', 12, 1],
      ['branch', 4, 1],
    ]);
  });

  it('has as layers only maps that everything later depends on', () => {
    expect(graph.layers).toEqual(
      ['elu', 'leaky', 'concat', 'shift'].filter((id) => graph.layers.includes(id)),
    );
    expect(graph.layers).not.toContain('swish');
    expect(graph.layers).not.toContain('tanh');
  });

  it('has the same gradients on wasm and on cpu, and they are those of finite differences', async () => {
    await startBackend('cpu');
    const before = tensorCount();
    const reference = await lossAndGradients(host);
    expect(tensorCount()).toBe(before);
    await startBackend('wasm');
    const tested = await lossAndGradients(host);
    for (const [name, { data }] of reference.gradients) {
      const found = tested.gradients.get(name)?.data ?? new Float32Array();
      expect(relativeError(found, data), name).toBeLessThan(1e-4);
    }
    // Along each parameter's own gradient the loss changes by its length.
    for (const name of [
      'conv1.weight',
      'conv1.bias',
      'depthwise.weight',
      'se.weight',
      'branch.bias',
      'fc1.weight',
    ]) {
      const gradient = tested.gradients.get(name)?.data ?? new Float32Array();
      const length = Math.sqrt(gradient.reduce((sum, value) => sum + value * value, 0));
      const reach = 5e-4;
      const lossAt = async (by: number): Promise<number> => {
        const was = host.get(name) ?? { shape: [], data: new Float32Array() };
        const data = was.data.map((value, at) => value + (by * (gradient[at] ?? 0)) / length);
        return (await lossAndGradients(new Map(host).set(name, { shape: was.shape, data }))).loss;
      };
      const slope = ((await lossAt(reach)) - (await lossAt(-reach))) / (2 * reach);
      expect(slope / length, name).toBeCloseTo(1, 1);
    }
  });
});

describe('a masked convolution', () => {
  beforeAll(() => startBackend('wasm'));

  it('with masks at 0 is the network with its filters cut', async () => {
    const before = tensorCount();
    const parameters = uploadTensors(host);
    const batch = tinyBatch(4);
    const network = await CutNetwork.create(graph, parameters, false);
    network.cut([
      { site: 'conv1', channel: 2 },
      { site: 'depthwise', channel: 5 },
    ]);
    const gone = (channels: number, channel: number): Tensor =>
      tensor(Float32Array.from({ length: channels }, (_, at) => (at === channel ? 0 : 1)));
    const [cut, masked] = tidy(
      () =>
        [
          forward(graph, network.parameters, batch.x, { mode: 'eval' }).output.dataSync(),
          forward(graph, parameters, batch.x, {
            mode: 'eval',
            masks: new Map([
              ['conv1', gone(6, 2)],
              ['depthwise', gone(12, 5)],
            ]),
          }).output.dataSync(),
        ] as never,
    ) as unknown as [Float32Array, Float32Array];
    expect(relativeError(masked, cut)).toBeLessThan(1e-6);
    network.dispose();
    disposeTensors(parameters);
    batch.x.dispose();
    batch.oneHot.dispose();
    expect(tensorCount()).toBe(before);
  });
});

describe('adaptive average pooling', () => {
  it('averages overlapping bins, and repeats what is smaller', () => {
    expect(Array.from(averagingMatrix(3, 2))).toEqual([0.5, 0.5, 0, 0, 0.5, 0.5]);
    expect(Array.from(averagingMatrix(1, 3))).toEqual([1, 1, 1]);
    expect(Array.from(averagingMatrix(2, 3))).toEqual([1, 0, 0.5, 0.5, 0, 1]);
  });

  afterAll(() => startBackend('wasm'));
});

describe('bilinear enlargement', () => {
  beforeAll(() => startBackend('wasm'));

  it('weighs two neighbours by their nearness, the last one alone beyond it', () => {
    expect(Array.from(enlargingMatrix(2, 2, false))).toEqual([1, 0, 0.75, 0.25, 0.25, 0.75, 0, 1]);
    const aligned = [1, 0, 2 / 3, 1 / 3, 1 / 3, 2 / 3, 0, 1];
    enlargingMatrix(2, 2, true).forEach((value, at) => expect(value).toBeCloseTo(aligned[at] ?? 0, 6));
    for (const isAligned of [true, false])
      expect(Array.from(enlargingMatrix(1, 3, isAligned))).toEqual([1, 1, 1]);
  });

  // torch.nn.Upsample(scale_factor, mode='bilinear', align_corners)(x), PyTorch 1.13
  const RECORDED = [
    [
      false,
      2,
      [
        1, 1.25, 1.75, 2.5, 3.5, 4, 1.5, 1.4375, 1.3125, 1.6875, 2.5625, 3, 2.5, 1.8125, 0.4375, 0.0625,
        0.6875, 1, 3, 2, 0, -0.75, -0.25, 0,
      ],
    ],
    [
      true,
      2,
      [
        1, 1.4, 1.8, 2.4, 3.2, 4, 1.666667, 1.4, 1.133333, 1.333333, 2, 2.666667, 2.333333, 1.4, 0.466667,
        0.266667, 0.8, 1.333333, 3, 1.4, -0.2, -0.8, -0.4, 0,
      ],
    ],
    [
      true,
      3,
      [
        1, 1.25, 1.5, 1.75, 2, 2.5, 3, 3.5, 4, 1.4, 1.4, 1.4, 1.4, 1.4, 1.85, 2.3, 2.75, 3.2, 1.8, 1.55, 1.3,
        1.05, 0.8, 1.2, 1.6, 2, 2.4, 2.2, 1.7, 1.2, 0.7, 0.2, 0.55, 0.9, 1.25, 1.6, 2.6, 1.85, 1.1, 0.35,
        -0.4, -0.1, 0.2, 0.5, 0.8, 3, 2, 1, 0, -1, -0.75, -0.5, -0.25, 0,
      ],
    ],
  ] as const;
  it.each(RECORDED)("is PyTorch's, corners aligned: %s, factor %d", (isAligned, factor, recorded) => {
    const before = tensorCount();
    const g = new GraphBuilder([2, 3, 1]);
    const enlarged = g.build('x', g.upsample('up', 'input', factor, isAligned));
    const found = tidy(() => {
      const x = tensor([1, 2, 4, 3, -1, 0], [1, 2, 3, 1]);
      return forward(enlarged, new Map(), x, { mode: 'eval' }).output.dataSync() as never;
    }) as Float32Array;
    expect(found).toHaveLength(recorded.length);
    found.forEach((value, at) => expect(value).toBeCloseTo(recorded[at] ?? Number.NaN, 5));
    expect(tensorCount()).toBe(before);
  });
});

import { beforeAll, describe, expect, it } from 'vitest';
import { importKeras } from '../../../../workers/importers/keras/importKeras';
import type { Graph } from '../../../../workers/graph/graph';
import { faultOf } from '../../readers/fixture';
import { startBackend } from '../../graph/backends';
import { dense, type HandLayer, layer, sequentialFile, values } from './build';
import { logitsOf } from './fixtures';

const flatten = layer('Flatten', 'flat');
const identity = (name: string, config = {}): HandLayer =>
  layer(
    'Conv2D',
    name,
    { kernel_size: [1, 1], use_bias: false, ...config },
    { kernel: values([1, 1, 1, 1], 1) },
  );

function nodeOf(graph: Graph, id: string) {
  const node = graph.nodes.find((each) => each.id === id);
  if (node === undefined) throw new RangeError(`there is no ${id}`);
  return node;
}

async function reasonFor(layers: readonly HandLayer[], shape: readonly (number | null)[] = [4, 4, 1]) {
  const fault = await faultOf(() => importKeras(sequentialFile(shape, layers)));
  return `${fault.code}: ${Object.values(fault.params).join(' ')}`;
}

beforeAll(() => startBackend('wasm'));

describe('Keras layers', () => {
  it('"same" pads at the end where it cannot pad evenly', () => {
    const conv = layer(
      'Conv2D',
      'conv',
      { kernel_size: [3, 3], strides: [2, 2], padding: 'same', use_bias: false },
      { kernel: values([3, 3, 1, 1], 1) },
    );
    const even = importKeras(sequentialFile([4, 4, 1], [conv, flatten, dense('out', 4, 2)])).graph;
    expect(nodeOf(even, 'conv')).toMatchObject({ padding: [0, 1, 0, 1], stride: 2 });
    const odd = importKeras(sequentialFile([5, 5, 1], [conv, flatten, dense('out', 9, 2)])).graph;
    expect(nodeOf(odd, 'conv')).toMatchObject({ padding: [1, 1, 1, 1] });
  });

  it('zero padding goes into a "valid" convolution behind it and is a node elsewhere', () => {
    const pad = layer('ZeroPadding2D', 'pad', {
      padding: [
        [1, 0],
        [2, 1],
      ],
    });
    const conv = identity('conv');
    const merged = importKeras(sequentialFile([4, 4, 1], [pad, conv, flatten, dense('out', 35, 2)])).graph;
    expect(nodeOf(merged, 'conv')).toMatchObject({ padding: [1, 0, 2, 1], inputs: ['input'] });
    const pool = layer('MaxPooling2D', 'pool', { pool_size: [2, 2], strides: null });
    const apart = importKeras(sequentialFile([5, 5, 1], [pad, pool, flatten, dense('out', 12, 2)])).graph;
    expect(apart.nodes.map(({ kind }) => kind)).toEqual(['input', 'pad', 'maxPool', 'flatten', 'dense']);
  });

  it('batch norm without scale and center takes ones and zeros, and the other meaning of momentum', () => {
    const norm = layer(
      'BatchNormalization',
      'norm',
      { axis: [3], scale: false, center: false, epsilon: 0.5, momentum: 0.75 },
      { moving_mean: values([1], 2), moving_variance: values([1], 3) },
    );
    const { graph, host } = importKeras(sequentialFile([4, 4, 1], [norm, flatten, dense('out', 16, 2)]));
    expect(nodeOf(graph, 'norm')).toMatchObject({ epsilon: 0.5, momentum: 0.25 });
    const number = (name: string) => [...(host.get(`norm.${name}`)?.data ?? [])];
    expect([number('weight'), number('bias'), number('running_mean'), number('running_var')]).toEqual([
      [1],
      [0],
      [2],
      [3],
    ]);
  });

  it('batch norm of a vector runs', async () => {
    const norm = layer(
      'BatchNormalization',
      'norm',
      { axis: -1, epsilon: 0, momentum: 0.9 },
      {
        gamma: values([2], 3),
        beta: values([2], 1, 0),
        moving_mean: values([2], 2),
        moving_variance: values([2], 4),
      },
    );
    const { graph, host } = importKeras(sequentialFile([1, 1, 1], [flatten, dense('out', 1, 2), norm]));
    // 3 (x - 2) / 2 + [1, 0] of [5, 10]
    expect([...(await logitsOf(graph, host, Float32Array.of(5)))]).toEqual([5.5, 12]);
  });

  it('rescaling and normalisation are constants, and are told', async () => {
    const file = sequentialFile(
      [1, 1, 2],
      [
        layer('Rescaling', 'rescale', { scale: 0.5, offset: -1 }),
        layer('Normalization', 'normal', { axis: -1, mean: [[[[1, 2]]]], variance: [[[[4, 16]]]] }),
        flatten,
        dense('out', 2, 2),
      ],
    );
    const { graph, host, notes } = importKeras(file);
    // (6 / 2 - 1 - 1) / 2 = 0.5 and (20 / 2 - 1 - 2) / 4 = 1.75
    const sum = 0.5 + 1.75;
    expect([...(await logitsOf(graph, host, Float32Array.of(6, 20)))]).toEqual([sum, 2 * sum]);
    expect(notes).toContainEqual({ kind: 'own-preprocessing', layers: 'Rescaling, Normalization' });
  });

  it('convolutions that no batch norm follows directly are mask sites, the classifying one is not', () => {
    const norm = (name: string) =>
      layer(
        'BatchNormalization',
        name,
        {},
        {
          gamma: values([1], 1),
          beta: values([1], 0),
          moving_mean: values([1], 0),
          moving_variance: values([1], 1),
        },
      );
    const last = layer(
      'Conv2D',
      'last',
      { kernel_size: [1, 1], use_bias: false },
      { kernel: values([1, 1, 1, 3], 1) },
    );
    const file = sequentialFile(
      [4, 4, 1],
      [
        identity('normed'),
        norm('norm'),
        identity('active', { activation: 'relu' }),
        norm('norm2'),
        identity('bare'),
        last,
        layer('GlobalAveragePooling2D', 'mean'),
        layer('Activation', 'softmax', { activation: 'softmax' }),
      ],
    );
    const { graph, notes } = importKeras(file);
    const masked = graph.nodes.filter((node) => node.kind === 'conv2d' && node.masked).map(({ id }) => id);
    expect(masked).toEqual(['active', 'bare']);
    expect(notes).toContainEqual({ kind: 'masks-on-convolutions', count: 2 });
    expect(notes).toContainEqual({ kind: 'softmax-removed' });
  });

  it('an open picture size is taken from the hint, or assumed and told', () => {
    const file = sequentialFile(
      [null, null, 1],
      [layer('GlobalAveragePooling2D', 'mean'), dense('out', 1, 2)],
    );
    const assumed = importKeras(file);
    expect(assumed.graph.inputShape).toEqual([32, 32, 1]);
    expect(assumed.notes).toContainEqual({ kind: 'input-size-assumed' });
    const hinted = importKeras(file, { inputSize: [28, 24] });
    expect(hinted.graph.inputShape).toEqual([28, 24, 1]);
    expect(hinted.notes).toEqual([]);
  });

  it('hard_sigmoid has two meanings', async () => {
    const layers = [flatten, dense('hidden', 16, 2, { activation: 'hard_sigmoid' }), dense('out', 2, 2)];
    expect(importKeras(sequentialFile([4, 4, 1], layers, '3.0.0')).graph.nodes.at(-2)).toMatchObject({
      name: 'hardSigmoid',
    });
    expect(await reasonFor(layers)).toBe('layer-unsupported: activation hard_sigmoid (1)');
  });

  const out = [flatten, dense('out', 16, 2)];
  const conv = (config: object) => identity('conv', config);
  const refused: readonly [string, readonly HandLayer[], RegExp][] = [
    [
      'custom layers, with counts',
      [layer('Lambda', 'a'), layer('Lambda', 'b'), layer('CBAM', 'c'), ...out],
      /Lambda \(2\), CBAM \(1\)/,
    ],
    ['channels first', [conv({ data_format: 'channels_first' }), ...out], /channels first/],
    ['dilation', [conv({ dilation_rate: [2, 2] }), ...out], /dilation/],
    ['unequal strides', [conv({ strides: [1, 2] }), ...out], /unequal strides/],
    [
      'an odd window',
      [layer('MaxPooling2D', 'pool', { pool_size: [2, 3], strides: [2, 2] }), ...out],
      /no square/,
    ],
    ['softmax inside', [conv({ activation: 'softmax' }), ...out], /softmax inside/],
    ['a sigmoid unit', [flatten, dense('out', 16, 1, { activation: 'sigmoid' })], /sigmoid at the end/],
    ['a single output', [flatten, dense('out', 16, 1)], /two at least/],
    ['dense on a map', [dense('out', 1, 2), flatten], /every pixel/],
    ['a map at the end', [conv({})], /an output of 4 x 4 x 1/],
    ['reshaping', [layer('Reshape', 'shape', { target_shape: [2, 8, 1] }), ...out], /Reshape to 2 x 8 x 1/],
  ];
  it.each(refused)('refuses %s', async (_, layers, reason) => {
    expect(await reasonFor(layers)).toMatch(reason);
  });

  const broken: readonly [string, readonly HandLayer[], RegExp][] = [
    [
      'missing weights',
      [layer('Conv2D', 'conv', { kernel_size: 1 }), ...out],
      /tensor-missing: 1 conv\/kernel/,
    ],
    ['weights of another size', [flatten, dense('out', 15, 2)], /shape-mismatch: out.weight 15x2 16x2/],
    [
      'other channels',
      [
        layer('Conv2D', 'conv', { kernel_size: 1, use_bias: false }, { kernel: values([1, 1, 3, 1], 1) }),
        ...out,
      ],
      /shape-mismatch/,
    ],
    [
      'a kernel of three axes',
      [
        layer('Conv2D', 'conv', { kernel_size: 1, use_bias: false }, { kernel: values([1, 1, 1], 1) }),
        ...out,
      ],
      /shape-mismatch: conv 1x1x1 4 axes/,
    ],
    [
      'no numbers',
      [flatten, layer('Dense', 'out', { use_bias: false }, { kernel: values([16, 2], NaN) })],
      /weights-not-finite/,
    ],
    [
      'nothing left of the map',
      [layer('MaxPooling2D', 'pool', { pool_size: 5 }), ...out],
      /file-damaged: the layer pool gives values of size 0 x 0 x 1/,
    ],
  ];
  it.each(broken)('names what is wrong: %s', async (_, layers, reason) => {
    expect(await reasonFor(layers)).toMatch(reason);
  });
});

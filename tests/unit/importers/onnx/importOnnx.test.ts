/** What is read from ONNX graphs, operator by operator. */
import { describe, expect, it } from 'vitest';
import type { GraphNode } from '../../../../workers/graph/graph';
import type { ImportedNetwork } from '../../../../workers/importers/importedNetwork';
import { importOnnx } from '../../../../workers/importers/onnx/importOnnx';
import type { OnnxNode, OnnxTensor } from '../../../../workers/readers/onnxModel';
import { around, FC, HEAD, model, node, stored } from './onnxText';

/** The nodes of the middle. */
async function middleOf(
  nodes: readonly OnnxNode[],
  tensors: readonly OnnxTensor[] = [],
  channels = 3,
): Promise<GraphNode[]> {
  const { graph } = await importOnnx(around(nodes, tensors, channels));
  return graph.nodes.slice(1, -2);
}

const KERNEL = stored('conv.weight', [4, 3, 3, 3], [0.1]);
const bound = (name: string, value: number): OnnxTensor => stored(name, [], [value]);

describe('operators', () => {
  it.each<[string, OnnxNode, OnnxTensor[], object]>([
    ['Clip of old', node('Clip', 'x', 'last', { min: 0, max: 6 }), [], { name: 'relu6' }],
    ['Clip', node('Clip', 'x lo hi', 'last'), [bound('lo', 0), bound('hi', 6)], { name: 'relu6' }],
    ['Clip without an upper bound', node('Clip', 'x lo', 'last'), [bound('lo', 0)], { name: 'relu' }],
    ['LeakyRelu', node('LeakyRelu', 'x', 'last'), [], { name: 'leakyRelu', slope: 0.01 }],
    ['Elu', node('Elu', 'x', 'last'), [], { name: 'elu' }],
    [
      'HardSigmoid',
      node('HardSigmoid', 'x', 'last', { alpha: Math.fround(1 / 6) }),
      [],
      { name: 'hardSigmoid' },
    ],
    ['HardSwish', node('HardSwish', 'x', 'last'), [], { name: 'hardSwish' }],
    [
      'Pad',
      node('Pad', 'x sizes', 'last'),
      [stored('sizes', [8], [0, 0, 1, 2, 0, 0, 3, 4])],
      { padding: [1, 3, 2, 4] },
    ],
    [
      'Pad of old',
      node('Pad', 'x', 'last', { pads: [0, 0, 1, 2, 0, 0, 3, 4] }),
      [],
      { padding: [1, 3, 2, 4] },
    ],
    [
      'MaxPool',
      node('MaxPool', 'x', 'last', { kernel_shape: [2, 2], strides: [2, 2] }),
      [],
      { size: 2, stride: 2 },
    ],
    [
      'MaxPool, the same size',
      node('MaxPool', 'x', 'last', { kernel_shape: [3, 3], auto_pad: 'SAME_UPPER' }),
      [],
      { padding: [1, 1, 1, 1] },
    ],
    [
      'an even window, upper',
      node('MaxPool', 'x', 'last', { kernel_shape: [2, 2], auto_pad: 'SAME_UPPER' }),
      [],
      { padding: [0, 1, 0, 1] },
    ],
    [
      'an even window, lower',
      node('MaxPool', 'x', 'last', { kernel_shape: [2, 2], auto_pad: 'SAME_LOWER' }),
      [],
      { padding: [1, 0, 1, 0] },
    ],
    [
      'ceil_mode where it changes nothing',
      node('MaxPool', 'x', 'last', { kernel_shape: [2, 2], strides: [2, 2], ceil_mode: 1 }),
      [],
      { size: 2 },
    ],
    ['GlobalMaxPool', node('GlobalMaxPool', 'x', 'last'), [], { kind: 'maxPool', size: 8 }],
    [
      'bins of unequal sides',
      node('AveragePool', 'x', 'last', { kernel_shape: [4, 2], strides: [4, 2] }),
      [],
      { kind: 'adaptiveAvgPool', rows: 2, columns: 4 },
    ],
  ])('%s', async (_, each, tensors, expected) => {
    expect(await middleOf([each], tensors)).toMatchObject([expected]);
  });

  it.each<[string, readonly OnnxNode[], OnnxTensor[]]>([
    ['Identity, Cast to floats', [node('Identity', 'x', 'a'), node('Cast', 'a', 'last', { to: 1 })], []],
    ['adding 0', [node('Add', 'x zero', 'last')], [stored('zero', [1, 3, 1, 1], [0])]],
    ['a pad of nothing', [node('Pad', 'x', 'last', { pads: [0, 0, 0, 0, 0, 0, 0, 0] })], []],
    ['what nobody needs', [node('Identity', 'x', 'last'), node('Whatever', 'x', 'unused')], []],
  ])('%s leaves nothing in the graph', async (_, nodes, tensors) => {
    expect(await middleOf(nodes, tensors)).toEqual([]);
  });

  it.each<[string, readonly OnnxNode[], string]>([
    ['swish', [node('Sigmoid', 'x', 's'), node('Mul', 'x s', 'last')], 'swish'],
    ['swish, turned', [node('Sigmoid', 'x', 's'), node('Mul', 's x', 'last')], 'swish'],
    [
      'hard swish',
      [node('HardSigmoid', 'x', 's', { alpha: 1 / 6 }), node('Mul', 'x s', 'last')],
      'hardSwish',
    ],
  ])('a product with a gate is one activation: %s', async (_, nodes, name) => {
    expect(await middleOf(nodes)).toMatchObject([{ kind: 'activation', name }]);
  });

  it('constants become one number a channel', async () => {
    const { host, graph } = await importOnnx(
      around(
        [node('Div', 'x std', 'a'), node('Sub', 'mean a', 'last')],
        [stored('std', [3, 1, 1], [2, 4, 8]), bound('mean', 1)],
      ),
    );
    expect([...host].filter(([name]) => !name.startsWith('fc')).map(([, { data }]) => [...data])).toEqual([
      [0.5, 0.25, 0.125],
      [-1, -1, -1],
      [1, 1, 1],
    ]);
    expect(graph.nodes.filter(({ kind }) => kind === 'mul' || kind === 'add')).toHaveLength(3);
  });

  it('an addition behind a layer without a bias is its bias', async () => {
    const conv = node('Conv', 'x conv.weight', 'a', { pads: [1, 1, 1, 1] });
    const add = node('Add', 'b a', 'last');
    const { graph, host } = await importOnnx(
      around([conv, add], [KERNEL, stored('b', [4, 1, 1], [1, 2, 3, 4])], 4),
    );
    expect(graph.nodes.map(({ kind }) => kind)).toEqual(['input', 'conv2d', 'globalAvgPool', 'dense']);
    expect(host.get('conv.bias')?.data).toEqual(Float32Array.of(1, 2, 3, 4));
  });

  it('a shape computed from a shape is a flattening', async () => {
    const nodes = [
      node('Shape', 'x', 'shape'),
      node('Gather', 'shape first', 'count'),
      node('Unsqueeze', 'count first', 'counts'),
      node('Concat', 'counts rest', 'target', { axis: 0 }),
      node('Reshape', 'x target', 'flat'),
      HEAD,
    ];
    const tensors = [stored('first', [1], [0]), stored('rest', [1], [-1]), ...FC(192)];
    // PyTorch takes the size out as a scalar.
    const scalar = [bound('first', 0), ...tensors.slice(1), stored('axes', [1], [0])];
    const withAxes = nodes.with(2, node('Unsqueeze', 'count axes', 'counts'));
    for (const file of [
      model(withAxes, scalar),
      model(nodes.with(2, node('Identity', 'count', 'counts')), tensors),
    ]) {
      const { graph } = await importOnnx(file);
      expect(graph.nodes.map(({ kind }) => kind)).toEqual(['input', 'flatten', 'dense']);
      expect(graph.parameters.get('fc.weight')?.flattened).toEqual([8, 8, 3]);
    }
  });

  it('dense weights behind a flattened map are put in the order of rows', async () => {
    const weights = stored(
      'fc.weight',
      [2, 12],
      Array.from({ length: 24 }, (_, at) => at),
    );
    const nodes = [
      node('MaxPool', 'x', 'a', { kernel_shape: [4, 4], strides: [4, 4] }),
      node('Flatten', 'a', 'flat'),
      HEAD,
    ];
    const { host } = await importOnnx(model(nodes, [weights, stored('fc.bias', [2], [0])]));
    // Input 1 of the graph is channel 1 of the first pixel: PyTorch's input 4.
    expect([...(host.get('fc.weight')?.data ?? [])].slice(0, 4)).toEqual([0, 12, 4, 16]);
  });

  it('a size that is not stated is assumed, or what the user says', async () => {
    const open = { inputs: [{ name: 'x', dims: [null, null, null, null] }] };
    const file = { ...around([node('Conv', 'x conv.weight', 'last')], [KERNEL], 4), ...open };
    expect((await importOnnx(file)).notes).toContainEqual({ kind: 'input-size-assumed' });
    const told = await importOnnx(file, { inputSize: [64, 48] });
    expect(told.graph.inputShape).toEqual([64, 48, 3]);
    expect(told.notes).not.toContainEqual({ kind: 'input-size-assumed' });
  });
});

describe('mask sites', () => {
  const kernel = (name: string, inner: number): OnnxTensor =>
    stored(`${name}.weight`, [4, inner, 1, 1], [0.1]);
  const normal = (name: string): OnnxTensor[] =>
    ['weight', 'bias', 'running_mean', 'running_var'].map((part) => stored(`${name}.${part}`, [4], [1]));
  const bn = (x: string, name: string, y: string): OnnxNode =>
    node(
      'BatchNormalization',
      `${x} ${name}.weight ${name}.bias ${name}.running_mean ${name}.running_var`,
      y,
    );
  const masked = ({ graph }: ImportedNetwork): string[] =>
    graph.nodes.flatMap((each) => (each.kind === 'conv2d' && each.masked ? [each.id] : []));

  it('a convolution with a bias, unless a batch norm follows', async () => {
    const nodes = [
      node('Conv', 'x a.weight a.bias', 'p'),
      bn('p', 'bn', 'q'),
      node('Conv', 'q b.weight b.bias', 'last'),
    ];
    const tensors = [
      kernel('a', 3),
      stored('a.bias', [4], [0]),
      ...normal('bn'),
      kernel('b', 4),
      stored('b.bias', [4], [0]),
    ];
    expect(masked(await importOnnx(around(nodes, tensors, 4)))).toEqual(['b']);
  });

  it('one without a bias only where there is no batch norm at all', async () => {
    const nodes = [node('Conv', 'x a.weight', 'p'), node('Conv', 'p b.weight', 'last')];
    const tensors = [kernel('a', 3), kernel('b', 4)];
    expect(masked(await importOnnx(around(nodes, tensors, 4)))).toEqual(['a', 'b']);
    const normed = [nodes[0], bn('p', 'bn', 'q'), node('Conv', 'q b.weight', 'last')].flatMap(
      (each) => each ?? [],
    );
    expect(masked(await importOnnx(around(normed, [...tensors, ...normal('bn')], 4)))).toEqual([]);
  });
});

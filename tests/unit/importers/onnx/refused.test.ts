/** What is refused of ONNX graphs, and what a hostile one may say. */
import { describe, expect, it } from 'vitest';
import { valueShapes } from '../../../../workers/graph/shapes';
import { importOnnx } from '../../../../workers/importers/onnx/importOnnx';
import type { OnnxModel, OnnxNode, OnnxTensor } from '../../../../workers/readers/onnxModel';
import { named } from '../../graph/tinyNetwork';
import { faultOf } from '../../readers/fixture';
import { around, model, node, stored } from './onnxText';

const KERNEL = stored('conv.weight', [4, 3, 3, 3], [0.1]);
async function refusal(file: OnnxModel): Promise<string> {
  const { code, params } = await faultOf(() => importOnnx(file));
  expect(code).toBe('layer-unsupported');
  return String(params['layers']);
}

describe('what is refused', () => {
  it('kinds of layers that are not known, all of them with counts', async () => {
    const nodes = [node('Resize', 'x', 'a'), node('GRU', 'a', 'b'), node('Resize', 'b', 'last')];
    expect(await refusal(around(nodes))).toBe('Resize (2), GRU (1)');
  });

  const conv = (settings: Readonly<Record<string, number | string | readonly number[]>>): OnnxNode =>
    node('Conv', 'x conv.weight', 'last', settings);
  it.each<[string, OnnxNode, OnnxTensor[], RegExp]>([
    ['dilation', conv({ dilations: [2, 2] }), [KERNEL], /^Conv with dilation/],
    ['unequal strides', conv({ strides: [1, 2] }), [KERNEL], /stride/],
    ['negative padding', conv({ pads: [-1, 0, 0, 0] }), [KERNEL], /padding/],
    ['three dimensions', conv({}), [stored('conv.weight', [4, 3, 3, 3, 3], [0])], /two dimensions/],
    ['groups', conv({ group: 2 }), [stored('conv.weight', [4, 2, 3, 3], [0])], /groups/],
    [
      'padding that counts',
      node('AveragePool', 'x', 'last', { kernel_shape: [3, 3], pads: [1, 1, 1, 1], count_include_pad: 1 }),
      [],
      /counts its padding/,
    ],
    [
      'windows over the edge',
      node('MaxPool', 'x', 'last', { kernel_shape: [3, 3], strides: [2, 2], ceil_mode: 1 }),
      [],
      /ceil_mode/,
    ],
    ['a window that is not square', node('MaxPool', 'x', 'last', { kernel_shape: [3, 2] }), [], /not square/],
    ['another alpha', node('Elu', 'x', 'last', { alpha: 0.5 }), [], /alpha/],
    ['other bounds', node('Clip', 'x', 'last', { min: -1, max: 1 }), [], /bounds/],
    ["ONNX's own hard sigmoid", node('HardSigmoid', 'x', 'last'), [], /slope/],
    ['a mean over channels', node('ReduceMean', 'x', 'last', { axes: [1] }), [], /rows and columns/],
    ['numbers for every pixel', node('Add', 'x c', 'last'), [stored('c', [8], [1, 2])], /between pixels/],
    ['a quotient of values', node('Div', 'x x', 'last'), [], /by a value/],
    [
      'reflection',
      node('Pad', 'x', 'last', { pads: [0, 0, 1, 1, 0, 0, 1, 1], mode: 'reflect' }),
      [],
      /values than 0/,
    ],
    [
      'a border of ones',
      node('Pad', 'x', 'last', { pads: [0, 0, 1, 1, 0, 0, 1, 1], value: 1 }),
      [],
      /values than 0/,
    ],
    ['joining pixels', node('Concat', 'x x', 'last', { axis: 2 }), [], /channels/],
    ['whole numbers', node('Cast', 'x', 'last', { to: 7 }), [], /whole numbers/],
    [
      'a shuffle of channels',
      node('Reshape', 'x shape', 'last'),
      [stored('shape', [4], [0, 8, 8, 3])],
      /order of values/,
    ],
    ['a turned picture', node('Transpose', 'x', 'last', { perm: [0, 1, 3, 2] }), [], /GlobalAveragePool/],
  ])('%s', async (_, each, tensors, words) => {
    expect(await refusal(around([each], tensors))).toMatch(words);
  });

  it('several outputs, classes instead of logits, one class', async () => {
    const fine = around([node('Identity', 'x', 'last')]);
    const two = { ...fine, outputs: [...fine.outputs, { name: 'pooled', dims: null }] };
    expect(await refusal(two)).toBe('several outputs (y, pooled)');
    const classes = {
      ...fine,
      nodes: [...fine.nodes, node('ArgMax', 'y', 'z')],
      outputs: [{ name: 'z', dims: null }],
    };
    expect(await refusal(classes)).toMatch(/ArgMax/);
    expect(
      await refusal(
        model([node('GlobalAveragePool', 'x', 'y')], [], { inputs: [{ name: 'x', dims: [1, 1, 8, 8] }] }),
      ),
    ).toMatch(/1x1x1/);
  });

  it.each<[string, Partial<OnnxModel>, RegExp]>([
    ['a vector', { inputs: [{ name: 'x', dims: [null, 784] }] }, /x: \?x784/],
    [
      'two inputs',
      {
        inputs: [
          { name: 'x', dims: null },
          { name: 'fc.z', dims: null },
        ],
      },
      /no picture/,
    ],
    ['four channels', { inputs: [{ name: 'x', dims: [1, 4, 8, 8] }] }, /1x4x8x8/],
    ['a huge picture', { inputs: [{ name: 'x', dims: [1, 3, 1e6, 1e6] }] }, /impossible size/],
    ['operators of old', { opset: 6 }, /version 6/],
  ])('an input or version: %s', async (_, more, words) => {
    expect(await refusal({ ...around([node('Identity', 'x', 'last')]), ...more })).toMatch(words);
  });

  it('weights of the wrong shape, or that are no numbers', async () => {
    const wrong = around(
      [node('Conv', 'x conv.weight', 'last')],
      [stored('conv.weight', [4, 5, 3, 3], [0])],
      4,
    );
    expect(await faultOf(() => importOnnx(wrong))).toMatchObject({
      code: 'shape-mismatch',
      params: { name: 'conv.weight', found: '4x5x3x3', expected: '4x3x3x3' },
    });
    for (const bad of [Number.NaN, Infinity]) {
      const file = around(
        [node('Conv', 'x conv.weight', 'last')],
        [stored('conv.weight', [4, 3, 3, 3], [bad])],
        4,
      );
      expect(await faultOf(() => importOnnx(file))).toMatchObject({
        code: 'weights-not-finite',
        params: { name: 'conv.weight' },
      });
    }
  });
});

describe('hostile graphs', () => {
  it.each<[string, readonly OnnxNode[]]>([
    ['a circle', [node('Relu', 'b', 'a'), node('Relu', 'a', 'b'), node('Add', 'x b', 'last')]],
    ['a value that comes later', [node('Relu', 'a', 'last'), node('Relu', 'x', 'a')]],
    ['a value made twice', [node('Relu', 'x', 'last'), node('Tanh', 'x', 'last')]],
    ['a value with the name of an input', [node('Relu', 'x', 'x'), node('Relu', 'x', 'last')]],
    [
      'a kernel larger than its map',
      [node('Conv', 'x conv.weight', 'a'), node('MaxPool', 'a', 'last', { kernel_shape: [9, 9] })],
    ],
  ])('%s is damage', async (_, nodes) => {
    expect(await faultOf(() => importOnnx(around(nodes, [KERNEL], 4)))).toMatchObject({
      code: 'file-damaged',
    });
  });

  it('a map that grows with every node', async () => {
    const nodes = Array.from({ length: 20 }, (_, at) =>
      node('Pad', at === 0 ? 'x' : `p${String(at)}`, at === 19 ? 'last' : `p${String(at + 1)}`, {
        pads: [0, 0, 500, 500, 0, 0, 500, 500],
      }),
    );
    expect(await faultOf(() => importOnnx(around(nodes)))).toMatchObject({ code: 'file-damaged' });
  });

  it('constants that double with every node', async () => {
    const nodes = Array.from({ length: 60 }, (_, at) =>
      node('Concat', `c${String(at)} c${String(at)}`, `c${String(at + 1)}`, { axis: 0 }),
    );
    const file = around([...nodes, node('Reshape', 'x c60', 'last')], [stored('c0', [4], [1])]);
    expect(await faultOf(() => importOnnx(file))).toMatchObject({ code: 'file-too-large' });
    const huge = around(
      [node('ConstantOfShape', 'c', 'z'), node('Add', 'x z', 'last')],
      [stored('c', [2], [1e6])],
    );
    expect(await faultOf(() => importOnnx(huge))).toMatchObject({ code: 'file-too-large' });
  });

  it('one tensor that becomes the weights of a thousand layers', async () => {
    const square = stored('w', [64, 64, 3, 3], [0]);
    const first = node('Conv', 'x conv.weight', 'v0');
    const nodes = Array.from({ length: 1000 }, (_, at) =>
      node('Conv', `v${String(at)} w`, at === 999 ? 'last' : `v${String(at + 1)}`, { pads: [1, 1, 1, 1] }),
    );
    const file = around([first, ...nodes], [stored('conv.weight', [64, 3, 1, 1], [0]), square], 64);
    expect(await faultOf(() => importOnnx(file))).toMatchObject({ code: 'file-too-large' });
  });

  it('names that mean something to JavaScript, or nothing at all', async () => {
    const names = [
      '__proto__.weight',
      'constructor.weight',
      '../../x.weight',
      'a b<c>.weight',
      '.weight',
      'input.weight',
    ];
    const nodes = names.map((name, at): OnnxNode => ({
      ...node('Conv', '', ''),
      inputs: [at === 0 ? 'x' : `v${String(at)}`, name],
      outputs: [at === names.length - 1 ? 'last' : `v${String(at + 1)}`],
    }));
    const { graph } = await importOnnx(
      around(
        nodes,
        names.map((name) => stored(name, [3, 3, 1, 1], [1])),
      ),
    );
    const ids = graph.nodes.filter(({ kind }) => kind === 'conv2d').map(({ id }) => id);
    expect(ids).toEqual(['proto', 'constructor', 'x', 'a_b_c', 'conv_1', 'input_1']);
    for (const shape of valueShapes(graph).values()) expect(shape[2]).toBeLessThan(4);
    expect(named(valueShapes(graph), 'conv_1')).toEqual([8, 8, 3]);
  });
});

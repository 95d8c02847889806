import { beforeAll, describe, expect, it } from 'vitest';
import { importTfjsGraph } from '../../../../workers/importers/tfjsGraph/importTfjsGraph';
import { relativeError } from '../../../../workers/device/relativeError';
import type { JsonValue } from '../../../../workers/readers/kerasJson';
import { readTfjs, type TfjsGraphFile } from '../../../../workers/readers/tfjs';
import { startBackend } from '../../graph/backends';
import { answerOf, logitsOf, noise, softmaxRows, tfjsFiles } from '../keras/fixtures';
import { values } from '../keras/build';
import { faultOf } from '../../readers/fixture';

async function readGraph(name: string): Promise<TfjsGraphFile> {
  const { model, shards } = tfjsFiles(name);
  const file = await readTfjs(model, shards);
  if (file.format !== 'tfjs-graph') throw new RangeError('it is a graph model');
  return file;
}

beforeAll(() => startBackend('wasm'));

describe('a TensorFlow.js graph model', () => {
  it.each([
    ['graph-folded', true],
    ['graph-gated', false],
  ])('answers as TensorFlow.js does: %s', async (name, isSoftmax) => {
    const { graph, host, unused } = importTfjsGraph(await readGraph(name));
    const { shape, answer } = answerOf(name);
    expect(graph.inputShape).toEqual(shape);
    expect(unused).toEqual([]);
    expect([...host.keys()]).toEqual([...graph.parameters.keys()]);
    const logits = await logitsOf(graph, host, noise(shape.reduce((a, b) => a * b, 2)));
    const found = isSoftmax ? softmaxRows(logits, graph.classes) : [...logits];
    expect(found).toHaveLength(answer.length);
    expect(relativeError(Float32Array.from(found), Float32Array.from(answer))).toBeLessThan(1e-5);
  });

  it('says what was done to it', async () => {
    const { graph, notes } = importTfjsGraph(await readGraph('graph-folded'));
    expect(notes).toEqual([
      { kind: 'masks-on-convolutions', count: 3 },
      { kind: 'softmax-removed' },
      { kind: 'own-preprocessing', layers: 'Mul, Sub' },
    ]);
    const masked = graph.nodes.filter((node) => node.kind === 'conv2d' && node.masked).map(({ id }) => id);
    expect(masked).toEqual(['net.conv1.Relu6', 'net.dw', 'net.side']);
    const gated = importTfjsGraph(await readGraph('graph-gated'));
    // The last convolution gives the classes.
    expect(gated.notes).toEqual([{ kind: 'masks-on-convolutions', count: 2 }]);
  });

  const text = (value: string): JsonValue => ({ s: btoa(value) });
  const op = (name: string, kind: string, input: readonly string[], attr: JsonValue = {}): JsonValue => ({
    ...{ name, op: kind, input, attr },
  });
  const dimensions = (...sizes: number[]): JsonValue => sizes.map((size) => ({ size: String(size) }));
  const input = op('x', 'Placeholder', [], { shape: { shape: { dim: dimensions(-1, 4, 4, 1) } } });
  const weights = new Map([
    ['w', values([1, 1, 1, 2], 1)],
    ['bad', values([1, 1, 1, 2], NaN)],
    ['wide', values([1, 1, 2, 2], 1)],
  ]);
  const file = (...nodes: readonly JsonValue[]): TfjsGraphFile => {
    const constants = [...weights.keys()].map((name) => op(name, 'Const', []));
    return {
      format: 'tfjs-graph',
      nodes: [input, ...constants, ...nodes],
      weights,
      inputs: [],
      outputs: ['out'],
    };
  };
  const conv = (kernel: string, attr: JsonValue): JsonValue => op('out', 'Conv2D', ['x', kernel], attr);
  const strides: JsonValue = { list: { i: ['1', '1', '1', '1'] } };

  const refused: readonly [string, readonly JsonValue[], string, RegExp][] = [
    [
      'unknown operations',
      [op('a', 'Einsum', ['x']), op('out', 'Einsum', ['a'])],
      'layer-unsupported',
      /Einsum \(2\)/,
    ],
    [
      'channels first',
      [conv('w', { strides, data_format: text('NCHW') })],
      'layer-unsupported',
      /channels first/,
    ],
    [
      'dilation',
      [conv('w', { strides, dilations: { list: { i: [1, 2, 2, 1] } } })],
      'layer-unsupported',
      /dilation/,
    ],
    ['no numbers', [conv('bad', { strides, padding: text('SAME') })], 'weights-not-finite', /bad/],
    ['other channels', [conv('wide', { strides, padding: text('SAME') })], 'shape-mismatch', /1 channels/],
    ['a map at the end', [conv('w', { strides, padding: text('SAME') })], 'layer-unsupported', /4 x 4 x 2/],
    ['a sigmoid at the end', [op('out', 'Sigmoid', ['x'])], 'layer-unsupported', /sigmoid at the end/],
    ['a circle', [op('a', 'Relu', ['out']), op('out', 'Relu', ['a'])], 'file-damaged', /circle/],
    ['a missing operation', [op('out', 'Relu', ['nowhere'])], 'file-damaged', /nowhere/],
    ['no output', [], 'file-damaged', /out is missing/],
  ];
  it.each(refused)('with %s is refused', async (_, nodes, code, reason) => {
    const fault = await faultOf(() => importTfjsGraph(file(...nodes)));
    expect(fault.code).toBe(code);
    expect(Object.values(fault.params).join(' ')).toMatch(reason);
  });
});

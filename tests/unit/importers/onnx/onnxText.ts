/** Small ONNX models written down in a test, node by node. */
import type { OnnxAttribute, OnnxModel, OnnxNode, OnnxTensor } from '../../../../workers/readers/onnxModel';

/** A tensor with given numbers; a single one fills it. */
export function stored(name: string, dims: readonly number[], values: readonly number[]): OnnxTensor {
  const count = dims.reduce((product, size) => product * size, 1);
  const data = Float32Array.from({ length: count }, (_, at) => values[values.length === 1 ? 0 : at] ?? 0);
  return { name, dims, read: () => Promise.resolve({ shape: dims, dtype: 'float32', data }) };
}

type Setting = number | string | readonly number[];

function attribute(value: Setting): OnnxAttribute {
  if (typeof value === 'number') return { kind: Number.isInteger(value) ? 'int' : 'float', value };
  return typeof value === 'string' ? { kind: 'text', value } : { kind: 'ints', values: value };
}

/** `node('Conv', 'x w', 'y', { pads: [1, 1, 1, 1] })`; `-` is an input left out. */
export function node(
  op: string,
  inputs: string,
  outputs: string,
  settings: Readonly<Record<string, Setting>> = {},
): OnnxNode {
  const names = (text: string): string[] =>
    text === '' ? [] : text.split(' ').map((each) => (each === '-' ? '' : each));
  const attributes = new Map(Object.entries(settings).map(([name, value]) => [name, attribute(value)]));
  return { op, name: '', inputs: names(inputs), outputs: names(outputs), attributes };
}

/** A model from `x` [n, 3, 8, 8] to `y`, unless it is said otherwise. */
export function model(
  nodes: readonly OnnxNode[],
  tensors: readonly OnnxTensor[],
  more: Partial<OnnxModel> = {},
): OnnxModel {
  return {
    format: 'onnx',
    bytes: 1e6,
    producer: 'a test',
    opset: 17,
    inputs: [{ name: 'x', dims: [null, 3, 8, 8] }],
    outputs: [{ name: 'y', dims: null }],
    nodes,
    initializers: new Map(tensors.map((tensor) => [tensor.name, tensor])),
    ...more,
  };
}

const POOL = node('GlobalAveragePool', 'last', 'pooled');
const FLAT = node('Flatten', 'pooled', 'flat');
/** Two classes from `flat`. */
export const HEAD = node('Gemm', 'flat fc.weight fc.bias', 'y', { transB: 1 });
/** Its parameters. */
export const FC = (channels: number): OnnxTensor[] => [
  stored('fc.weight', [2, channels], [0.5]),
  stored('fc.bias', [2], [1]),
];

/** A network whose middle, from `x` to `last`, has `channels` channels at its end. */
export function around(
  middle: readonly OnnxNode[],
  tensors: readonly OnnxTensor[] = [],
  channels = 3,
): OnnxModel {
  return model([...middle, POOL, FLAT, HEAD], [...tensors, ...FC(channels)]);
}

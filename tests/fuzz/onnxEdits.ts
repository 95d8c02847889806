/** Damage that leaves a well-formed file: bytes say which nodes, settings and shapes of an ONNX model to change. */
import type { OnnxAttribute, OnnxModel, OnnxNode, OnnxTensor } from '../../workers/readers/onnxModel';

/** Numbers at which sizes, axes and windows tend to break. */
const NUMBERS = [
  0,
  1,
  -1,
  2,
  3,
  4,
  5,
  7,
  8,
  -2,
  -5,
  100,
  1023,
  65_536,
  2 ** 31,
  -(2 ** 31),
  2 ** 53,
  NaN,
  0.5,
];
const OPS = [
  ...['Add', 'AveragePool', 'BatchNormalization', 'Cast', 'Clip', 'Concat', 'Conv', 'ConstantOfShape', 'Div'],
  ...[
    'Dropout',
    'Flatten',
    'Gather',
    'Gemm',
    'GlobalMaxPool',
    'HardSigmoid',
    'Identity',
    'MatMul',
    'MaxPool',
    'Mul',
  ],
  ...[
    'Pad',
    'ReduceMean',
    'Relu',
    'Reshape',
    'Shape',
    'Slice',
    'Softmax',
    'Squeeze',
    'Sub',
    'Transpose',
    'Unsqueeze',
  ],
];
const SETTINGS = [
  'axis',
  'axes',
  'pads',
  'strides',
  'kernel_shape',
  'group',
  'perm',
  'keepdims',
  'to',
  'shape',
  'auto_pad',
];
/** Kind, place, second place, value. */
const BYTES_PER_EDIT = 4;
/** Each costs a copy of the model: more would test nothing but this file. */
const MOST_EDITS = 50;
const MOST_NUMBERS = 4096;

function at<T>(list: readonly T[], place: number): T | undefined {
  return list[place % Math.max(1, list.length)];
}

/** The attribute with one number of it changed. */
function changed(attribute: OnnxAttribute | undefined, place: number, value: number): OnnxAttribute {
  if (attribute?.kind === 'int' || attribute?.kind === 'float') return { ...attribute, value };
  if (attribute?.kind !== 'ints' || attribute.values.length === 0)
    return { kind: 'ints', values: [value, value] };
  const values = [...attribute.values];
  values[place % values.length] = value;
  return { kind: 'ints', values };
}

function changedNode(
  node: OnnxNode,
  names: readonly string[],
  kind: number,
  place: number,
  value: number,
): OnnxNode {
  const number = at(NUMBERS, value) ?? 0;
  switch (kind) {
    case 1: {
      const name = at([...node.attributes.keys()], place) ?? 'axis';
      return {
        ...node,
        attributes: new Map(node.attributes).set(
          name,
          changed(node.attributes.get(name), value >> 4, number),
        ),
      };
    }
    case 2:
      return { ...node, op: at(OPS, value) ?? 'Add' };
    case 3: {
      const inputs = [...node.inputs];
      inputs[place % (inputs.length + 1)] = at(names, value) ?? '';
      return { ...node, inputs };
    }
    case 4:
      return { ...node, inputs: node.inputs.slice(0, place % (node.inputs.length + 1)) };
    default: {
      const name = at(SETTINGS, place) ?? 'axis';
      return { ...node, attributes: new Map(node.attributes).set(name, { kind: 'int', value: number }) };
    }
  }
}

/** The tensor with one size changed; small ones keep as many numbers as their shape says. */
function changedTensor(tensor: OnnxTensor, place: number, value: number): OnnxTensor {
  const dims = [...tensor.dims];
  dims[place % (dims.length + 1)] = Math.abs(at([0, 1, 2, 3, 4, 5, 6, 8, 10 ** 6], value) ?? 0);
  const count = dims.reduce((product, size) => product * size, 1);
  if (count > MOST_NUMBERS) return { ...tensor, dims };
  const data = new Float32Array(count).fill(at(NUMBERS, value) ?? 0);
  return { ...tensor, dims, read: () => Promise.resolve({ shape: dims, dtype: 'float32', data }) };
}

/** The model that `bytes` make of one of `models`; zeros change nothing. */
export function editedModel(models: readonly OnnxModel[], bytes: Uint8Array): OnnxModel | undefined {
  let model = at(models, bytes[0] ?? 0);
  const end = Math.min(bytes.length, 1 + MOST_EDITS * BYTES_PER_EDIT);
  for (let from = 1; model !== undefined && from + BYTES_PER_EDIT <= end; from += BYTES_PER_EDIT) {
    const [kind = 0, which = 0, place = 0, value = 0] = bytes.subarray(from, from + BYTES_PER_EDIT);
    model = edited(model, kind % 9, which, place, value);
  }
  return model;
}

function edited(model: OnnxModel, kind: number, which: number, place: number, value: number): OnnxModel {
  if (kind === 0) return model;
  const index = which % Math.max(1, model.nodes.length);
  const node = model.nodes[index];
  const names = [
    ...model.initializers.keys(),
    ...model.nodes.slice(0, index).flatMap(({ outputs }) => outputs),
    'x',
  ];
  if (kind <= 5 && node !== undefined)
    return { ...model, nodes: model.nodes.with(index, changedNode(node, names, kind, place, value)) };
  if (kind === 6) {
    const tensor = at([...model.initializers.values()], which);
    if (tensor === undefined) return model;
    return {
      ...model,
      initializers: new Map(model.initializers).set(tensor.name, changedTensor(tensor, place, value)),
    };
  }
  if (kind === 7) {
    const inputs = model.inputs.map((input) => {
      const dims = [...(input.dims ?? [])];
      dims[place % (dims.length + 1)] = at([null, 1, 2, 3, 5, 12, 64, 1024, 10 ** 6], value) ?? null;
      return { ...input, dims };
    });
    return { ...model, inputs };
  }
  // Its output is then missing, or something earlier is the output.
  const outputs = node === undefined ? model.outputs : [{ name: node.outputs[0] ?? '', dims: null }];
  return { ...model, outputs };
}

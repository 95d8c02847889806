/** Operations with kernels, and the activations and biases that are fused into them. */
import type { ActivationName, Padding } from '../../graph/graph';
import { batchNormNames } from '../../graph/graph';
import { samePadding } from '../../graph/shapes';
import { FaultError } from '../../protocol/faults';
import { damaged } from '../../readers/damage';
import type { RawTensor } from '../../readers/elements';
import type { Value } from '../keras/networkWriter';
import { flag, integers, number, type Operation, text, texts } from './operations';
import type { GraphValue, OperationWriter } from './values';

/** For an operation whose form is not read. */
export function refuse(operation: Operation, what: string): never {
  throw new FaultError('layer-unsupported', {
    layers: `${operation.op} ${what} (${operation.name.slice(0, 80)})`,
  });
}

/** The n-th input as a value of the network. */
export function valueAt(operation: Operation, inputs: readonly GraphValue[], at: number): Value {
  const input = inputs[at];
  return input?.kind === 'value' ? input.value : refuse(operation, 'of a constant');
}

/** The n-th input as numbers of the file. */
export function constantAt(
  writer: OperationWriter,
  operation: Operation,
  inputs: readonly GraphValue[],
  at: number,
): RawTensor {
  const input = inputs[at];
  if (input?.kind !== 'constant') refuse(operation, 'with weights that are computed');
  writer.used.add(input.name);
  if (!input.tensor.data.every(Number.isFinite))
    throw new FaultError('weights-not-finite', { name: input.name });
  return input.tensor;
}

export function made(id: string, isMap: boolean): GraphValue {
  return { kind: 'value', value: { id, isMap } };
}

/** TensorFlow's own default of LeakyRelu. */
const LEAKY_SLOPE = 0.2;

const ACTIVATIONS: ReadonlyMap<string, ActivationName> = new Map<string, ActivationName>([
  ['Relu', 'relu'],
  ['Relu6', 'relu6'],
  ['Elu', 'elu'],
  ['LeakyRelu', 'leakyRelu'],
  ['Sigmoid', 'sigmoid'],
  ['Tanh', 'tanh'],
]);

function activate(
  writer: OperationWriter,
  value: Value,
  name: ActivationName,
  slope: number,
  id: string,
): Value {
  const node = writer.node(value);
  const leaky = name === 'leakyRelu' ? slope : undefined;
  return { id: writer.builder.activation(id, node, name, leaky), isMap: value.isMap };
}

export function writeActivation(
  writer: OperationWriter,
  operation: Operation,
  inputs: readonly GraphValue[],
): GraphValue {
  const name = ACTIVATIONS.get(operation.op) ?? 'relu';
  const slope = number(operation, 'alpha') ?? LEAKY_SLOPE;
  const value = valueAt(operation, inputs, 0);
  return { kind: 'value', value: activate(writer, value, name, slope, writer.id(operation.name)) };
}

/** Only the last axis may be the channels, and pixels are square. */
function strideOf(operation: Operation): number {
  const format = text(operation, 'data_format');
  if (format !== '' && format !== 'NHWC') refuse(operation, 'with channels first');
  if (integers(operation, 'dilations').some((size) => size !== 1)) refuse(operation, 'with dilation');
  const [batch = 1, rows = 1, columns = 1, channels = 1] = integers(operation, 'strides');
  if (rows !== columns || batch * channels !== 1 || !(Number.isSafeInteger(rows) && rows >= 1)) {
    refuse(operation, 'with unequal strides');
  }
  return rows;
}

/** What a window reads and its padding; zeros that stand around a "valid" convolution become its own. */
export function windowOf(
  writer: OperationWriter,
  operation: Operation,
  input: Value,
  size: readonly [number, number],
  takesBorder: boolean,
): { readonly from: string; readonly stride: number; readonly padding: Padding } {
  const stride = strideOf(operation);
  const kind = text(operation, 'padding');
  if (kind === 'VALID' && takesBorder && input.border !== undefined) {
    return { from: input.id, stride, padding: input.border };
  }
  const from = writer.node(input);
  if (kind === 'VALID') return { from, stride, padding: [0, 0, 0, 0] };
  if (kind === 'SAME') return { from, stride, padding: samePadding(writer.shape(input), size, stride) };
  const [, , top = 0, bottom = 0, left = 0, right = 0] = integers(operation, 'explicit_paddings');
  const padding = [top, bottom, left, right] as const;
  const isProper = padding.every((side) => Number.isSafeInteger(side) && side >= 0 && side <= 4096);
  if (kind !== 'EXPLICIT' || !isProper) refuse(operation, 'with another padding');
  return { from, stride, padding };
}

const BIAS_OPERATIONS: ReadonlySet<string> = new Set(['BiasAdd', 'Add', 'AddV2']);

/** What is fused into a convolution or a product, and the operands it takes. */
interface Fused {
  readonly bias: RawTensor | undefined;
  /** gamma, beta, mean, variance. */
  readonly norm: readonly RawTensor[] | undefined;
  readonly activation: ActivationName | undefined;
}

function fusedInto(writer: OperationWriter, operation: Operation, inputs: readonly GraphValue[]): Fused {
  const names = texts(operation, 'fused_ops');
  const [first] = names;
  const at = (index: number): RawTensor => constantAt(writer, operation, inputs, index);
  const last = names.at(-1) ?? '';
  const activation = ACTIVATIONS.get(last);
  const rest = names.slice(1);
  const isKnown = rest.length === 0 || (rest.length === 1 && activation !== undefined);
  if (
    !isKnown ||
    (first !== undefined && first !== 'BiasAdd' && first !== 'FusedBatchNorm' && names.length > 1)
  ) {
    refuse(operation, `with ${names.join(', ').slice(0, 60)}`);
  }
  return {
    bias: first === 'BiasAdd' ? at(2) : undefined,
    norm: first === 'FusedBatchNorm' ? [at(2), at(3), at(4), at(5)] : undefined,
    activation,
  };
}

/** A bias that stands behind as an operation of its own; that operation then has nothing left to do. */
function biasBehind(
  writer: OperationWriter,
  operation: Operation,
  context: OperationContext,
  channels: number,
): RawTensor | undefined {
  const next = writer.soleConsumer(operation.name);
  if (next === null || !BIAS_OPERATIONS.has(next.op)) return undefined;
  const operand = next.inputs.map((name) => context.constant(name)).find((found) => found !== undefined);
  if (operand?.tensor.data.length !== channels) return undefined;
  writer.used.add(operand.name);
  context.absorbed.add(next.name);
  return operand.tensor;
}

/** What writers may know of the graph around an operation. */
export interface OperationContext {
  /** Operations whose work another one has done. */
  readonly absorbed: Set<string>;
  /** The constant of a name; undefined for anything else. */
  readonly constant: (name: string) => { readonly name: string; readonly tensor: RawTensor } | undefined;
}

export function writeConvolution(
  writer: OperationWriter,
  operation: Operation,
  inputs: readonly GraphValue[],
  context: OperationContext,
): GraphValue {
  const input = valueAt(operation, inputs, 0);
  const kernel = constantAt(writer, operation, inputs, 1);
  const [rows, columns, inside, last] = kernel.shape;
  if (rows === undefined || columns === undefined || !inside || !last)
    throw damaged('a kernel in it has no proper shape');
  const isDepthwise = operation.op.includes('Depthwise');
  const [, , channels] = writer.shape(input);
  if (inside !== channels) {
    const params = { name: operation.name, found: `${inside}`, expected: `${channels} channels` };
    throw new FaultError('shape-mismatch', params);
  }
  const window = windowOf(writer, operation, input, [rows, columns], true);
  const out = isDepthwise ? channels * last : last;
  const fused = fusedInto(writer, operation, inputs);
  const isPlain = texts(operation, 'fused_ops').length === 0;
  const bias = isPlain ? biasBehind(writer, operation, context, out) : fused.bias;
  const id = writer.id(operation.name);
  writer.builder.conv(id, window.from, out, {
    size: [rows, columns],
    stride: window.stride,
    padding: window.padding,
    groups: isDepthwise ? channels : 1,
    bias: bias !== undefined,
  });
  writer.store(`${id}.weight`, kernel);
  if (bias !== undefined) writer.store(`${id}.bias`, bias);
  return finish(writer, operation, { id, isMap: true }, fused);
}

function finish(
  writer: OperationWriter,
  operation: Operation,
  value: Value,
  { norm, activation }: Fused,
): GraphValue {
  let result = value;
  if (norm !== undefined) result = normalise(writer, operation, result, norm, `${value.id}.norm`);
  if (activation !== undefined) {
    const slope = number(operation, 'leakyrelu_alpha') ?? LEAKY_SLOPE;
    result = activate(writer, result, activation, slope, writer.id(`${value.id}.activation`));
  }
  return { kind: 'value', value: result };
}

/** TensorFlow's own default of the batch norm operation. */
const EPSILON = 1e-4;

function normalise(
  writer: OperationWriter,
  operation: Operation,
  input: Value,
  tensors: readonly RawTensor[],
  name: string,
): Value {
  const id = writer.id(name);
  writer.builder.batchNorm(id, writer.node(input), { epsilon: number(operation, 'epsilon') ?? EPSILON });
  const names = batchNormNames(id);
  [names.gamma, names.beta, names.mean, names.variance].forEach((parameter, at) => {
    const tensor = tensors[at];
    if (tensor !== undefined) writer.store(parameter, tensor);
  });
  return { id, isMap: input.isMap };
}

export function writeBatchNorm(
  writer: OperationWriter,
  operation: Operation,
  inputs: readonly GraphValue[],
): GraphValue {
  const format = text(operation, 'data_format');
  if (format !== '' && format !== 'NHWC') refuse(operation, 'with channels first');
  if (flag(operation, 'is_training')) refuse(operation, 'in training');
  const tensors = [1, 2, 3, 4].map((at) => constantAt(writer, operation, inputs, at));
  return {
    kind: 'value',
    value: normalise(writer, operation, valueAt(operation, inputs, 0), tensors, operation.name),
  };
}

export function writeMatMul(
  writer: OperationWriter,
  operation: Operation,
  inputs: readonly GraphValue[],
  context: OperationContext,
): GraphValue {
  const input = valueAt(operation, inputs, 0);
  const matrix = constantAt(writer, operation, inputs, 1);
  const isTurned = flag(operation, 'transpose_b');
  const [rows = 0, columns = 0, ...more] = matrix.shape;
  const units = isTurned ? rows : columns;
  if (more.length > 0 || units < 1 || flag(operation, 'transpose_a') || input.isMap)
    refuse(operation, 'of no vector');
  const fused = fusedInto(writer, operation, inputs);
  const isPlain = texts(operation, 'fused_ops').length === 0;
  const bias = isPlain ? biasBehind(writer, operation, context, units) : fused.bias;
  const id = writer.id(operation.name);
  writer.builder.dense(id, input.id, units, bias !== undefined);
  writer.store(`${id}.weight`, isTurned ? transposed(matrix, rows, columns) : matrix);
  if (bias !== undefined) writer.store(`${id}.bias`, bias);
  return finish(writer, operation, { id, isMap: false }, fused);
}

function transposed({ data, dtype }: RawTensor, rows: number, columns: number): RawTensor {
  const out = new Float32Array(data.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++)
      out[column * rows + row] = data[row * columns + column] ?? 0;
  }
  return { shape: [columns, rows], dtype, data: out };
}

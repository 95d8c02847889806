/** Nodes with parameters: convolution, batch norm, dense. */
import { batchNormNames, type ParameterSpec } from '../../graph/graph';
import type { HostTensor } from '../../graph/hostTensors';
import { fromTorchLayout, permuteAxes } from '../../nets/layout';
import { FaultError } from '../../protocol/faults';
import { damaged } from '../../readers/damage';
import type { OnnxNode } from '../../readers/onnxModel';
import { asWritten, numberOf } from './attributes';
import { type Importing, unsupported } from './importing';
import type { Activation, Numbers } from './values';
import { binned } from './pools';
import { strideOf, windowOf } from './windows';

/** Numbers of a parameter; they have to be there. */
async function weightsOf(c: Importing, node: OnnxNode, index: number): Promise<Numbers> {
  const found = await c.numbers(node, index);
  if (found === undefined) throw damaged(`${node.op} has no weights`);
  return found;
}

function assertShape(name: string, found: readonly number[], expected: readonly number[]): void {
  if (found.join('x') === expected.join('x')) return;
  throw new FaultError('shape-mismatch', { name, found: found.join('x'), expected: expected.join('x') });
}

/** A vector of numbers, one a channel. */
async function vectorOf(c: Importing, node: OnnxNode, index: number, size: number): Promise<HostTensor> {
  const { dims, data } = await weightsOf(c, node, index);
  assertShape(
    node.inputs[index] ?? '',
    dims.filter((each, at) => each !== 1 || at === dims.length - 1),
    [size],
  );
  return { shape: [size], data };
}

/** An addition right behind a layer that has no bias of its own, where what it adds is one: its node and which input that is. */
function biasBehind(
  c: Importing,
  node: OnnxNode,
  size: number,
  pixels: 0 | 2,
): [add: OnnxNode, index: number] | null {
  const output = node.outputs[0] ?? '';
  const add = c.soleConsumer(output);
  if (add?.op !== 'Add') return null;
  const index = add.inputs[0] === output ? 1 : 0;
  const dims = c.dimsOf(add.inputs[index]);
  if (dims === null) return null;
  const own = dims.slice(0, dims.length - pixels);
  const isPerChannel = own.at(-1) === size && own.length <= 2 && own.slice(0, -1).every((each) => each === 1);
  return isPerChannel && dims.slice(dims.length - pixels).every((each) => each === 1) ? [add, index] : null;
}

/** [out, in / groups, rows, columns]. A mask site where no batch norm follows and there is more than one pixel. */
export async function convolution(c: Importing, node: OnnxNode): Promise<Activation> {
  const x = c.activation(node);
  if (x.axes !== 'NCHW' || x.isChannelsFirst) throw unsupported(node, 'of a value that is no map');
  const dims = c.dimsOf(node.inputs[1]);
  if (dims === null) throw unsupported(node, 'with computed weights');
  const [out = 0, inner = 0, rows = 0, columns = 0] = dims;
  const [, channels = 0, height = 0, width = 0] = c.dims(x);
  const groups = numberOf(node, 'group', 1);
  if (dims.length !== 4 || out < 1) throw unsupported(node, 'in other than two dimensions');
  if (groups !== 1 && (groups !== channels || out % groups !== 0)) throw unsupported(node, 'in groups');
  assertShape(node.inputs[1] ?? '', dims, [out, channels / groups, rows, columns]);
  const window = windowOf(node, [height, width], [rows, columns]);
  const own = (node.inputs[2] ?? '') === '' ? null : ([node, 2] as const);
  const bias = own ?? biasBehind(c, node, out, 2);
  const isNormalised = (c.tidy.consumers.get(node.outputs[0] ?? '') ?? []).some(
    ({ op }) => op === 'BatchNormalization',
  );
  const hasSite = bias !== null || !c.hasBatchNorm;
  const id = c.builder.conv(c.names.forLayer(node, node.inputs[1] ?? ''), x.id, out, {
    size: [rows, columns],
    stride: strideOf(node, window),
    padding: window.padding,
    groups,
    bias: bias !== null,
    masked: hasSite && !isNormalised && height * width > 1,
  });
  const { data } = await weightsOf(c, node, 1);
  c.store(
    `${id}.weight`,
    fromTorchLayout(c.builder.specOf(`${id}.weight`), { shape: [out, inner, rows, columns], data }),
  );
  const y = c.like({ ...x, isChannelsFirst: false }, id);
  if (bias !== null) await storeBias(c, bias, `${id}.bias`, y);
  return y;
}

/** The bias, of the layer's own node or of an addition that becomes part of it. */
async function storeBias(
  c: Importing,
  [node, index]: readonly [OnnxNode, number],
  name: string,
  y: Activation,
): Promise<void> {
  const [size = 0] = c.builder.specOf(name).shape;
  const found = await weightsOf(c, node, index);
  if (found.data.length !== size) assertShape(name, found.dims, [size]);
  c.store(name, { shape: [size], data: found.data });
  if (node.op === 'Add') c.merged.set(node, y);
}

export async function batchNormalization(c: Importing, node: OnnxNode): Promise<Activation> {
  const x = c.activation(node);
  if (x.axes.indexOf('C') !== 1 || x.isChannelsFirst) throw unsupported(node, 'of a value that is no map');
  if (numberOf(node, 'spatial', 1) !== 1) throw unsupported(node, 'for every pixel');
  const [, channels = 0] = c.dims(x);
  const id = c.builder.batchNorm(c.names.forLayer(node, node.inputs[1] ?? ''), x.id, {
    epsilon: asWritten(numberOf(node, 'epsilon', 1e-5)),
    // ONNX's momentum is the share of the old value, PyTorch's that of the new.
    momentum: asWritten(1 - asWritten(numberOf(node, 'momentum', 0.9))),
  });
  const names = batchNormNames(id);
  c.store(names.gamma, await vectorOf(c, node, 1, channels));
  c.store(names.beta, await vectorOf(c, node, 2, channels));
  c.store(names.mean, await vectorOf(c, node, 3, channels));
  c.store(names.variance, await vectorOf(c, node, 4, channels));
  c.markRescaled(node, x.id, id);
  if (c.isVector(x.id)) c.markVector(id);
  return c.like(x, id);
}

/** x A' + b with weights [in, out], or [out, in] as PyTorch has them. */
export async function gemm(c: Importing, node: OnnxNode): Promise<Activation> {
  if (numberOf(node, 'alpha', 1) !== 1 || numberOf(node, 'beta', 1) !== 1)
    throw unsupported(node, 'with factors');
  if (numberOf(node, 'transA', 0) !== 0) throw unsupported(node, 'of a turned value');
  const bias = (node.inputs[2] ?? '') === '' ? null : ([node, 2] as const);
  return dense(c, node, { isTorch: numberOf(node, 'transB', 0) !== 0, bias });
}

/** A dense layer; from the left a matrix of means is an adaptive pool, as networks of this project are written. */
export function matMul(c: Importing, node: OnnxNode): Promise<Activation> {
  if (c.isConstant(node.inputs[0] ?? '') || c.activation(node).axes === 'NCHW') return binned(c, node);
  return dense(c, node, { isTorch: false, bias: null });
}

interface DenseForm {
  /** [out, in]. */
  readonly isTorch: boolean;
  readonly bias: readonly [OnnxNode, number] | null;
}

async function dense(c: Importing, node: OnnxNode, form: DenseForm): Promise<Activation> {
  const x = c.activation(node);
  if (x.axes !== 'NC') throw unsupported(node, 'of a value that is no vector');
  const dims = c.dimsOf(node.inputs[1]);
  if (dims?.length !== 2) throw unsupported(node, 'with computed weights');
  const [, inner = 0] = c.dims(x);
  const [a = 0, b = 0] = dims;
  const [found, out] = form.isTorch ? [b, a] : [a, b];
  assertShape(node.inputs[1] ?? '', [found], [inner]);
  if (out < 1) throw unsupported(node, 'without outputs');
  const bias = form.bias ?? biasBehind(c, node, out, 0);
  const id = c.builder.dense(c.names.forLayer(node, node.inputs[1] ?? ''), x.id, out, bias !== null);
  const { data } = await weightsOf(c, node, 1);
  c.store(
    `${id}.weight`,
    denseWeights(node, c.builder.specOf(`${id}.weight`), { shape: dims, data }, form.isTorch, x),
  );
  const y = c.like({ ...x, isChannelsFirst: false }, c.markVector(id));
  if (bias !== null) await storeBias(c, bias, `${id}.bias`, y);
  return y;
}

/** The matrix as the graph has it: [in, out], the inputs of a flattened map by row, column, channel. */
function denseWeights(
  node: OnnxNode,
  spec: ParameterSpec,
  matrix: HostTensor,
  isTorch: boolean,
  x: Activation,
): HostTensor {
  if (!x.isChannelsFirst) return isTorch ? permuteAxes(matrix, [1, 0]) : matrix;
  if (spec.flattened === undefined)
    throw unsupported(node, 'of a map that was changed after it was flattened');
  return fromTorchLayout(spec, isTorch ? matrix : permuteAxes(matrix, [1, 0]));
}

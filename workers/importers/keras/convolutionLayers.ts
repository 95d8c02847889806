/** Layers with kernels. Keras keeps them as the graph does: [rows, columns, in, out], dense ones [in, out]. */
import type { Padding } from '../../graph/graph';
import { FaultError } from '../../protocol/faults';
import type { RawTensor } from '../../readers/elements';
import { activationOf } from './activations';
import type { FlatLayer } from './flatten';
import { pairOf, paddingOf, type Window } from './geometry';
import type { Value } from './networkWriter';
import type { Writer } from './writer';

function windowOf({ config }: FlatLayer): Window {
  const [stride] = pairOf(config['strides'] ?? 1) ?? [1];
  return { size: pairOf(config['kernel_size']) ?? [1, 1], stride };
}

/** The node a convolution reads and its padding: zeros that stand around a "valid" one become its own. */
function inputOf(writer: Writer, layer: FlatLayer, input: Value, window: Window): [string, Padding] {
  if (input.border !== undefined && layer.config['padding'] !== 'same') return [input.id, input.border];
  return [writer.node(input), paddingOf(layer.config, writer.shape(input), window)];
}

interface Kernel {
  readonly id: string;
  readonly tensor: RawTensor;
  readonly bias: RawTensor | undefined;
  readonly window: Window;
  readonly from: string;
  readonly padding: Padding;
  readonly groups: number;
  readonly out: number;
}

function convolve(writer: Writer, kernel: Kernel): Value {
  const { id, window, padding, groups, bias } = kernel;
  const options = {
    size: window.size,
    stride: window.stride,
    padding,
    groups,
    bias: bias !== undefined,
  };
  writer.builder.conv(id, kernel.from, kernel.out, options);
  writer.store(`${id}.weight`, kernel.tensor);
  if (bias !== undefined) writer.store(`${id}.bias`, bias);
  return { id, isMap: true };
}

function required(tensors: ReadonlyMap<string, RawTensor>, name: string): RawTensor {
  const tensor = tensors.get(name);
  if (tensor === undefined) throw new RangeError(`${name} was not asked for`);
  return tensor;
}

/** Channels that come out, from the kernel itself. */
function channelsOf(layer: FlatLayer, { shape }: RawTensor, axes: number): number {
  const out = shape.at(-1);
  if (shape.length !== axes || out === undefined || out < 1) {
    const params = { name: layer.id, found: shape.join('x') || 'scalar', expected: `${axes} axes` };
    throw new FaultError('shape-mismatch', params);
  }
  return out;
}

function finish(writer: Writer, layer: FlatLayer, value: Value): Value {
  const activation = activationOf(layer.config['activation'], writer.isKeras3);
  return writer.activated(value, activation, `${layer.id}.activation`);
}

export function writeConv2D(writer: Writer, layer: FlatLayer, input: Value): Value {
  const tensors = writer.weights.take(layer);
  const tensor = required(tensors, 'kernel');
  const window = windowOf(layer);
  const [from, padding] = inputOf(writer, layer, input, window);
  const [, , channels] = writer.shape(input);
  const inside = tensor.shape[2] ?? 0;
  const groups = inside > 0 ? channels / inside : 0;
  if (groups !== 1 && groups !== channels) {
    const layers = `Conv2D in ${String(groups)} groups (${layer.id})`;
    if (Number.isInteger(groups) && groups > 0) throw new FaultError('layer-unsupported', { layers });
    const params = { name: layer.id, found: String(inside), expected: `${String(channels)} channels` };
    throw new FaultError('shape-mismatch', params);
  }
  const kernel: Kernel = {
    id: layer.id,
    tensor,
    bias: tensors.get('bias'),
    window,
    from,
    padding,
    groups,
    out: channelsOf(layer, tensor, 4),
  };
  return finish(writer, layer, convolve(writer, kernel));
}

type KernelPart = Pick<Kernel, 'id' | 'tensor' | 'bias'>;

/** [rows, columns, C, k] and the graph's [rows, columns, 1, C k] are the same numbers in the same order. */
function depthwise(writer: Writer, layer: FlatLayer, input: Value, part: KernelPart): Value {
  const window = windowOf(layer);
  const [from, padding] = inputOf(writer, layer, input, window);
  const [, , groups] = writer.shape(input);
  const out = groups * channelsOf(layer, part.tensor, 4);
  return convolve(writer, { ...part, window, from, padding, groups, out });
}

export function writeDepthwiseConv2D(writer: Writer, layer: FlatLayer, input: Value): Value {
  const tensors = writer.weights.take(layer);
  const tensor = required(tensors, 'depthwise_kernel');
  const part = { id: layer.id, tensor, bias: tensors.get('bias') };
  return finish(writer, layer, depthwise(writer, layer, input, part));
}

/** As two convolutions, one of each channel and one of each pixel. */
export function writeSeparableConv2D(writer: Writer, layer: FlatLayer, input: Value): Value {
  const tensors = writer.weights.take(layer);
  const first = required(tensors, 'depthwise_kernel');
  const part = { id: `${layer.id}.depthwise`, tensor: first, bias: undefined };
  const between = depthwise(writer, layer, input, part);
  const tensor = required(tensors, 'pointwise_kernel');
  const kernel: Kernel = {
    id: `${layer.id}.pointwise`,
    tensor,
    bias: tensors.get('bias'),
    window: { size: [1, 1], stride: 1 },
    from: between.id,
    padding: [0, 0, 0, 0],
    groups: 1,
    out: channelsOf(layer, tensor, 4),
  };
  return finish(writer, layer, convolve(writer, kernel));
}

export function writeDense(writer: Writer, layer: FlatLayer, input: Value): Value {
  const tensors = writer.weights.take(layer);
  const [height, width] = writer.shape(input);
  if (input.isMap && height * width > 1) {
    throw new FaultError('layer-unsupported', { layers: `Dense at every pixel of a map (${layer.id})` });
  }
  const tensor = required(tensors, 'kernel');
  const bias = tensors.get('bias');
  const out = channelsOf(layer, tensor, 2);
  writer.builder.dense(layer.id, writer.node(input), out, bias !== undefined);
  writer.store(`${layer.id}.weight`, tensor);
  if (bias !== undefined) writer.store(`${layer.id}.bias`, bias);
  return finish(writer, layer, { id: layer.id, isMap: input.isMap });
}

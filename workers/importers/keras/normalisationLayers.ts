/** Batch norm, and the layers that only change the range of the pictures' values. */
import { batchNormNames } from '../../graph/graph';
import { FaultError } from '../../protocol/faults';
import { damaged } from '../../readers/damage';
import { items, type JsonValue, numberMember } from '../../readers/kerasJson';
import type { FlatLayer } from './flatten';
import { axisOf } from './geometry';
import type { Value } from './networkWriter';
import type { Writer } from './writer';

const KERAS_EPSILON = 1e-3;
const KERAS_MOMENTUM = 0.99;
/** Keras divides by at least this. */
const LEAST_DEVIATION = 1e-7;

function assertLastAxis(layer: FlatLayer, input: Value): void {
  const axis = axisOf(layer.config['axis']);
  if (axis === -1 || axis === (input.isMap ? 3 : 1)) return;
  throw new FaultError('layer-unsupported', { layers: `${layer.className} over axis ${axis} (${layer.id})` });
}

export function writeBatchNormalization(writer: Writer, layer: FlatLayer, input: Value): Value {
  assertLastAxis(layer, input);
  const tensors = writer.weights.take(layer);
  const { id, config } = layer;
  writer.builder.batchNorm(id, writer.node(input), {
    epsilon: numberMember(config, 'epsilon') ?? KERAS_EPSILON,
    // Keras says how much of the old statistics stays, PyTorch how much of the new ones comes in.
    momentum: 1 - (numberMember(config, 'momentum') ?? KERAS_MOMENTUM),
  });
  const names = batchNormNames(id);
  for (const [name, kerasName, absent] of [
    [names.gamma, 'gamma', 1],
    [names.beta, 'beta', 0],
    [names.mean, 'moving_mean', 0],
    [names.variance, 'moving_variance', 1],
  ] as const) {
    const tensor = tensors.get(kerasName);
    if (tensor === undefined) writer.fill(name, absent);
    else writer.store(name, tensor);
  }
  return { id, isMap: input.isMap };
}

/** x scale + offset, channel by channel. */
function writeAffine(
  writer: Writer,
  layer: FlatLayer,
  input: Value,
  { scale, offset }: { readonly scale: readonly number[]; readonly offset: readonly number[] },
): Value {
  const [, , channels] = writer.shape(input);
  const constant = (name: string, values: readonly number[]): string => {
    const data = Float32Array.from({ length: channels }, (_, at) => values[at % values.length] ?? 0);
    const id = writer.builder.constant(name, channels);
    writer.store(id, { shape: [channels], dtype: 'float32', data });
    return id;
  };
  const isMoved = offset.some((value) => value !== 0);
  const product = isMoved ? `${layer.id}.scaled` : layer.id;
  let id = writer.builder.mul(product, writer.node(input), constant(`${layer.id}.scale`, scale));
  if (isMoved) id = writer.builder.add(layer.id, id, constant(`${layer.id}.offset`, offset));
  writer.preprocessing.push(layer.className);
  return { id, isMap: input.isMap };
}

/** One number or a nested list of numbers, flat. */
function numbersOf(value: JsonValue | undefined, depth = 6): readonly number[] {
  if (typeof value === 'number') return [value];
  return depth === 0 ? [] : items(value).flatMap((each) => numbersOf(each, depth - 1));
}

function assertPerChannel(
  writer: Writer,
  layer: FlatLayer,
  input: Value,
  ...lists: (readonly number[])[]
): void {
  const [, , channels] = writer.shape(input);
  const fits = ({ length }: readonly number[]): boolean => length === 1 || length === channels;
  if (!lists.every((list) => fits(list) && list.every(Number.isFinite))) {
    throw damaged(`the layer ${layer.id.slice(0, 80)} has no number for each channel`);
  }
}

export function writeRescaling(writer: Writer, layer: FlatLayer, input: Value): Value {
  const scale = numbersOf(layer.config['scale'] ?? 1);
  const offset = numbersOf(layer.config['offset'] ?? 0);
  assertPerChannel(writer, layer, input, scale, offset);
  return writeAffine(writer, layer, input, { scale, offset });
}

/** (x - mean) / sqrt(variance); the numbers stand in the description or among the weights. */
export function writeNormalization(writer: Writer, layer: FlatLayer, input: Value): Value {
  assertLastAxis(layer, input);
  const tensors = writer.weights.take(layer);
  const mean = [...(tensors.get('mean')?.data ?? numbersOf(layer.config['mean']))];
  const variance = [...(tensors.get('variance')?.data ?? numbersOf(layer.config['variance']))];
  assertPerChannel(writer, layer, input, mean, variance);
  const deviation = variance.map((value) => Math.max(Math.sqrt(Math.max(0, value)), LEAST_DEVIATION));
  const scale = deviation.map((value) => 1 / value);
  const offset = Array.from({ length: Math.max(mean.length, scale.length) }, (_, at) => {
    return -(mean[at % mean.length] ?? 0) * (scale[at % scale.length] ?? 1);
  });
  return writeAffine(writer, layer, input, { scale, offset });
}

/** Layers without weights: pools, sums, products, shapes. */
import { FaultError } from '../../protocol/faults';
import { damaged } from '../../readers/damage';
import { booleanMember, items, numberMember } from '../../readers/kerasJson';
import { activationLayer } from './activations';
import type { FlatLayer } from './flatten';
import { axisOf, borderOf, paddingOf, pairOf } from './geometry';
import type { Value } from './networkWriter';
import type { Writer } from './writer';

/** For a layer whose form depends on the values it gets. */
function refuse(layer: FlatLayer, what: string): never {
  throw new FaultError('layer-unsupported', { layers: `${layer.className} ${what} (${layer.id})` });
}

export function writeActivation(writer: Writer, layer: FlatLayer, input: Value): Value {
  const activation = activationLayer(layer.className, layer.config, writer.isKeras3);
  return writer.activated(input, activation, layer.id);
}

export function writeDropout(writer: Writer, layer: FlatLayer, input: Value): Value {
  const rate = numberMember(layer.config, 'rate') ?? 0;
  return { id: writer.builder.dropout(layer.id, writer.node(input), rate), isMap: input.isMap };
}

/** Noise and augmentation, which act in training only. */
export function passOn(_writer: Writer, _layer: FlatLayer, input: Value): Value {
  return input;
}

export function writePool(writer: Writer, layer: FlatLayer, input: Value): Value {
  const { config, className, id } = layer;
  const size = pairOf(config['pool_size']) ?? [2, 2];
  const [stride] = pairOf(config['strides'] ?? undefined) ?? size;
  const kind = className === 'MaxPooling2D' ? 'maxPool' : 'avgPool';
  const padding = paddingOf(config, writer.shape(input), { size, stride });
  writer.builder.pool(kind, id, writer.node(input), { size: size[0], stride, padding });
  return { id, isMap: true };
}

function keepsAxes({ config }: FlatLayer): boolean {
  return booleanMember(config, 'keepdims') ?? false;
}

export function writeGlobalAveragePooling(writer: Writer, layer: FlatLayer, input: Value): Value {
  return { id: writer.builder.globalAvgPool(layer.id, writer.node(input)), isMap: keepsAxes(layer) };
}

/** A window as large as the map. */
export function writeGlobalMaxPooling(writer: Writer, layer: FlatLayer, input: Value): Value {
  const [height, width] = writer.shape(input);
  if (height !== width) refuse(layer, 'of a map that is no square');
  const node = writer.builder.pool('maxPool', `${layer.id}.largest`, writer.node(input), { size: height });
  return { id: writer.builder.flatten(layer.id, node), isMap: keepsAxes(layer) };
}

/** A convolution behind takes the zeros over; elsewhere they become a node. */
export function writeZeroPadding(writer: Writer, layer: FlatLayer, input: Value): Value {
  const border = borderOf(layer.config['padding']);
  if (border === null) throw new RangeError('a border was checked before');
  return { id: writer.node(input), isMap: true, border };
}

export function writeFlatten(writer: Writer, layer: FlatLayer, input: Value): Value {
  if (!input.isMap) return input;
  return { id: writer.vector(input, layer.id), isMap: false };
}

export function writeReshape(writer: Writer, layer: FlatLayer, input: Value): Value {
  const target = items(layer.config['target_shape']);
  const [height, width, channels] = writer.shape(input);
  const count = height * width * channels;
  if (target.length === 1 && (target[0] === -1 || target[0] === count))
    return writeFlatten(writer, layer, input);
  const [rows, columns, last] = target;
  const isPixel = target.length === 3 && rows === 1 && columns === 1 && (last === -1 || last === count);
  if (isPixel && count === channels) return { id: writer.node(input), isMap: true };
  return refuse(layer, `to ${target.map(String).join(' x ').slice(0, 40)}`);
}

/** Vectors and maps of one pixel as vectors, so that all values of a sum have as many axes. */
function level(writer: Writer, layer: FlatLayer, inputs: readonly Value[]): readonly string[] {
  const isSmall = inputs.every((input) => {
    const [height, width] = writer.shape(input);
    return height * width === 1;
  });
  return inputs.map((input, at) =>
    isSmall ? writer.vector(input, `${layer.id}.in${at}`) : writer.node(input),
  );
}

export function writeMerge(writer: Writer, layer: FlatLayer, ...inputs: readonly Value[]): Value {
  const shapes = inputs.map((input) => writer.shape(input));
  const largest = shapes.reduce((a, b) => (a[0] * a[1] >= b[0] * b[1] ? a : b), [0, 0, 0]);
  const fits = shapes.every(
    ([height, width, channels]) =>
      channels === largest[2] && (height * width === 1 || (height === largest[0] && width === largest[1])),
  );
  if (!fits || inputs.length < 2) refuse(layer, 'of values of unequal size');
  const [first = '', ...others] = level(writer, layer, inputs);
  const kind = layer.className === 'Multiply' ? 'mul' : 'add';
  const id = others.reduce((left, right, at) => {
    const name = at === others.length - 1 ? layer.id : `${layer.id}.${at}`;
    return writer.builder[kind](name, left, right);
  }, first);
  return { id, isMap: inputs.some(({ isMap }) => isMap) };
}

export function writeConcatenate(writer: Writer, layer: FlatLayer, ...inputs: readonly Value[]): Value {
  const [first, ...others] = inputs;
  if (first === undefined) throw damaged('a layer in it has no input');
  const [height, width] = writer.shape(first);
  const axis = axisOf(layer.config['axis']);
  if (axis !== -1 && axis !== (first.isMap ? 3 : 1)) refuse(layer, `along axis ${axis}`);
  const fits = others.every((other) => {
    const shape = writer.shape(other);
    return other.isMap === first.isMap && shape[0] === height && shape[1] === width;
  });
  if (!fits) refuse(layer, 'of values of unequal size');
  return { id: writer.builder.concat(layer.id, level(writer, layer, inputs)), isMap: first.isMap };
}

/** Nearest neighbours: each pixel repeated. */
export function writeUpSampling(writer: Writer, layer: FlatLayer, input: Value): Value {
  const size = pairOf(layer.config['size'] ?? 2);
  if (size === null || (layer.config['interpolation'] ?? 'nearest') !== 'nearest')
    refuse(layer, 'between pixels');
  const [height, width] = writer.shape(input);
  const [rows, columns] = [height * size[0], width * size[1]];
  return { id: writer.builder.adaptiveAvgPool(layer.id, writer.node(input), rows, columns), isMap: true };
}

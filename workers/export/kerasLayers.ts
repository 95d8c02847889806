/** A graph in the words of Keras. Kernels lie as Keras wants them already. */
import { batchNormNames, type Graph, type GraphNode, type PoolNode } from '../graph/graph';
import type { HostTensors } from '../graph/hostTensors';
import { FaultError } from '../protocol/faults';
import { type KerasLayerSpec, KerasWriter, type WeightSpec, type Written } from './kerasWriter';

/** A functional model: layers in an order in which each one's inputs come before it. */
export interface KerasDescription {
  readonly layers: readonly KerasLayerSpec[];
  readonly weights: readonly WeightSpec[];
  readonly output: string;
}

type Node<K extends GraphNode['kind']> = GraphNode & { readonly kind: K };

const LAST = { data_format: 'channels_last' } as const;

/**
 * Describes a network that ends in logits.
 * @throws FaultError `layer-unsupported` (`layers`) for what no layer of Keras and TensorFlow.js says, `tensor-missing`
 */
export function describeInKeras(graph: Graph, host: HostTensors): KerasDescription {
  const writer = new KerasWriter(graph, host);
  for (const node of graph.nodes) writer.note(node.id, layerOf(writer, node));
  const output = writer.asVector(graph.output);
  return { layers: writer.layers, weights: writer.weights, output };
}

function unsaid(what: string): FaultError {
  return new FaultError('layer-unsupported', {
    layers: `${what}, which no layer of Keras and TensorFlow.js says`,
  });
}

/** With the sign of what went in. */
function signed(written: Written, isPositive: boolean): Written {
  return { ...written, isPositive };
}

function layerOf(w: KerasWriter, node: GraphNode): Written {
  const { id } = node;
  // The constant alone has no input, and asks for none.
  const [input = ''] = node.inputs;
  switch (node.kind) {
    case 'input': {
      const config = { batch_input_shape: [null, ...node.shape], dtype: 'float32', sparse: false };
      return w.map(id, 'InputLayer', config, []);
    }
    case 'conv2d':
      return writeConvolution(w, node, input);
    case 'batchNorm':
      return writeBatchNorm(w, node, input);
    case 'activation':
      return writeActivation(w, node, input);
    case 'add':
    case 'mul':
    case 'concat':
      return writeMerge(w, node, node.kind);
    case 'globalAvgPool':
      return signed(w.vector(id, 'GlobalAveragePooling2D', LAST, [w.asMap(input)]), w.of(input).isPositive);
    case 'flatten':
      return { layer: w.asVector(input, id), isMap: false, isPositive: w.of(input).isPositive };
    case 'pad':
      return signed(w.border(id, input, node.padding), w.of(input).isPositive);
    case 'adaptiveAvgPool':
      return writeAdaptivePool(w, node, input);
    case 'upsample':
      // UpSampling2D of TensorFlow.js places its samples otherwise than PyTorch and Keras do.
      throw unsaid(`the bilinear enlargement ${id}`);
    case 'maxPool':
    case 'avgPool':
      return writePool(w, node, input);
    case 'dense':
      return writeDense(w, node, input);
    case 'dropout':
      return signed(w.either(id, 'Dropout', { rate: node.rate }, input), w.of(input).isPositive);
    case 'constant':
      // It stands in the layer that uses it.
      return { layer: '', isMap: false, isPositive: false };
    default:
      return node satisfies never;
  }
}

function writeConvolution(w: KerasWriter, node: Node<'conv2d'>, input: string): Written {
  const { id, stride, groups, bias } = node;
  const [rows = 1, columns = 1, , out = 1] = w.parameterShape(node.weight);
  const [, , channels] = w.shape(input);
  const isDepthwise = groups > 1;
  if (isDepthwise && groups !== channels) throw unsaid(`the grouped convolution ${id}`);
  const { from, padding } = w.window(node, input, [rows, columns]);
  const config = {
    ...(isDepthwise ? { depth_multiplier: out / channels } : { filters: out }),
    kernel_size: [rows, columns],
    strides: [stride, stride],
    padding,
    ...LAST,
    dilation_rate: [1, 1],
    activation: 'linear',
    use_bias: bias !== null,
  };
  const written = w.map(id, isDepthwise ? 'DepthwiseConv2D' : 'Conv2D', config, [from]);
  const kernel = w.tensor(node.weight);
  // [rows, columns, 1, C k] and Keras's [rows, columns, C, k] are the same numbers in the same order.
  const shape = isDepthwise ? [rows, columns, channels, out / channels] : kernel.shape;
  const name = isDepthwise ? 'depthwise_kernel' : 'kernel';
  w.weights.push({ name: `${id}/${name}`, tensor: { shape, data: kernel.data } });
  if (bias !== null) w.weights.push({ name: `${id}/bias`, tensor: w.tensor(bias) });
  return written;
}

function writeDense(w: KerasWriter, { id, weight, bias }: Node<'dense'>, input: string): Written {
  const [, units = 1] = w.parameterShape(weight);
  const config = { units, activation: 'linear', use_bias: bias !== null };
  const written = w.vector(id, 'Dense', config, [w.asVector(input)]);
  w.weights.push({ name: `${id}/kernel`, tensor: w.tensor(weight) });
  if (bias !== null) w.weights.push({ name: `${id}/bias`, tensor: w.tensor(bias) });
  return written;
}

function writeBatchNorm(
  w: KerasWriter,
  { id, momentum, epsilon }: Node<'batchNorm'>,
  input: string,
): Written {
  // Keras says how much of the old statistics stays.
  const config = { axis: -1, momentum: 1 - momentum, epsilon, center: true, scale: true };
  const { gamma, beta, mean, variance } = batchNormNames(id);
  w.weights.push(
    { name: `${id}/gamma`, tensor: w.tensor(gamma) },
    { name: `${id}/beta`, tensor: w.tensor(beta) },
    { name: `${id}/moving_mean`, tensor: w.tensor(mean) },
    { name: `${id}/moving_variance`, tensor: w.tensor(variance) },
  );
  return w.either(id, 'BatchNormalization', config, input);
}

function writeActivation(w: KerasWriter, { id, name, slope }: Node<'activation'>, input: string): Written {
  if (name === 'hardSigmoid' || name === 'hardSwish') throw unsaid(`the activation ${name} (${id})`);
  const isPositive = name === 'relu' || name === 'relu6' || name === 'sigmoid';
  const written =
    name === 'leakyRelu'
      ? w.either(id, 'LeakyReLU', { alpha: slope ?? 0.2 }, input)
      : w.either(id, 'Activation', { activation: name }, input);
  return signed(written, isPositive);
}

const MERGES = { add: 'Add', mul: 'Multiply', concat: 'Concatenate' } as const;

/** Vectors count for every pixel of a map. */
function writeMerge(w: KerasWriter, node: GraphNode, kind: keyof typeof MERGES): Written {
  const constant = w.graph.nodes.find((each) => each.kind === 'constant' && node.inputs.includes(each.id));
  if (constant?.kind === 'constant') {
    if (kind === 'concat') throw unsaid(`the constant ${constant.id}`);
    return writeConstant(w, node, constant, kind);
  }
  const { inputs, isMap } = w.alike(node.inputs);
  const written = w.map(node.id, MERGES[kind], kind === 'concat' ? { axis: -1 } : {}, inputs);
  return { ...written, isMap, isPositive: node.inputs.every((id) => w.of(id).isPositive) };
}

/** A number for each channel: Rescaling where it is one number, else a convolution of single pixels. */
function writeConstant(
  w: KerasWriter,
  { id, inputs }: GraphNode,
  constant: Node<'constant'>,
  kind: 'add' | 'mul',
): Written {
  const input = inputs.find((each) => each !== constant.id) ?? '';
  const { data } = w.tensor(constant.parameter);
  const [first = 0] = data;
  if (data.every((value) => value === first)) {
    return w.either(
      id,
      'Rescaling',
      kind === 'mul' ? { scale: first, offset: 0 } : { scale: 1, offset: first },
      input,
    );
  }
  const channels = data.length;
  const hasBias = kind === 'add';
  const config = { kernel_size: [1, 1], depth_multiplier: 1, use_bias: hasBias, ...LAST };
  const kernel = hasBias ? new Float32Array(channels).fill(1) : data;
  const written = w.map(id, 'DepthwiseConv2D', config, [w.asMap(input)]);
  w.weights.push({ name: `${id}/depthwise_kernel`, tensor: { shape: [1, 1, channels, 1], data: kernel } });
  if (hasBias) w.weights.push({ name: `${id}/bias`, tensor: { shape: [channels], data } });
  return written;
}

function writePool(w: KerasWriter, node: PoolNode, input: string): Written {
  const { id, kind, size, stride } = node;
  const { isPositive } = w.of(input);
  const isMax = kind === 'maxPool';
  const { from, padding, isBordered } = w.window(node, input, [size, size]);
  // Zeros of our own would count in a mean, and win over negative values.
  if (isBordered && !(isMax && isPositive)) throw unsaid(`the padded pooling ${id}`);
  const config = { pool_size: [size, size], strides: [stride, stride], padding, ...LAST };
  return signed(w.map(id, isMax ? 'MaxPooling2D' : 'AveragePooling2D', config, [from]), isPositive);
}

/** Bins that do not overlap are a mean, a smaller map is repeated. */
function writeAdaptivePool(w: KerasWriter, node: Node<'adaptiveAvgPool'>, input: string): Written {
  const { id, rows, columns } = node;
  const [height, width] = w.shape(input);
  const { isPositive } = w.of(input);
  if (rows % height === 0 && columns % width === 0) {
    const config = { size: [rows / height, columns / width], interpolation: 'nearest', ...LAST };
    return signed(w.map(id, 'UpSampling2D', config, [w.asMap(input)]), isPositive);
  }
  if (height % rows !== 0 || width % columns !== 0) throw unsaid(`the adaptive pooling ${id}`);
  const window = [height / rows, width / columns];
  const config = { pool_size: window, strides: window, padding: 'valid', ...LAST };
  return signed(w.map(id, 'AveragePooling2D', config, [w.asMap(input)]), isPositive);
}

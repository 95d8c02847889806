/** Each kind of node in ONNX's operators. */
import { averagingMatrix } from '../graph/averagingMatrix';
import { batchNormNames, type GraphNode, type Padding } from '../graph/graph';
import { FaultError } from '../protocol/faults';
import type { OnnxNetwork, OnnxValue } from './onnxNetwork';

type Kind<K extends GraphNode['kind']> = GraphNode & { readonly kind: K };

function pads([top, bottom, left, right]: Padding): readonly number[] {
  return [top, left, bottom, right];
}

function map(name: string): OnnxValue {
  return { name, isMap: true };
}

/** Writes a node and says what its value is. @throws FaultError `layer-unsupported` */
export function writeNode(net: OnnxNetwork, node: GraphNode): OnnxValue {
  const [input = ''] = node.inputs;
  switch (node.kind) {
    case 'input':
      return map(node.id);
    case 'conv2d':
      return convolution(net, node, net.asMap(input));
    case 'batchNorm':
      return batchNorm(net, node, input);
    case 'activation': {
      const { name, isMap } = net.value(input);
      return { name: activation(net, node, name), isMap };
    }
    case 'add':
    case 'mul':
      return pair(net, node);
    case 'concat': {
      const isMap = node.inputs.some((id) => net.value(id).isMap);
      const inputs = node.inputs.map((id) => (isMap ? net.asMap(id) : net.asVector(id)));
      return { name: net.node('Concat', node.id, inputs, { axis: 1 }), isMap };
    }
    case 'maxPool':
    case 'avgPool': {
      const { size, stride, padding } = node;
      const window = { kernel_shape: [size, size], strides: [stride, stride], pads: pads(padding) };
      return map(
        net.node(node.kind === 'maxPool' ? 'MaxPool' : 'AveragePool', node.id, [net.asMap(input)], window),
      );
    }
    case 'pad': {
      const [top, bottom, left, right] = node.padding;
      const sizes = net.whole(`${node.id}.pads`, [0, 0, top, left, 0, 0, bottom, right]);
      return map(net.node('Pad', node.id, [net.asMap(input), sizes]));
    }
    case 'globalAvgPool':
      return map(net.node('GlobalAveragePool', node.id, [net.asMap(input)]));
    case 'adaptiveAvgPool':
      return map(adaptive(net, node, input));
    case 'upsample':
      // Only networks that generate triggers have it, and they are no classifiers that others would run.
      throw new FaultError('layer-unsupported', { layers: `the bilinear enlargement ${node.id}` });
    case 'flatten':
      return { name: flatten(net, node, input), isMap: false };
    case 'dense':
      return dense(net, node, net.asVector(input));
    case 'dropout': {
      const { name, isMap } = net.value(input);
      const ratio = net.floats(`${node.id}.ratio`, [], Float32Array.of(node.rate));
      return { name: net.node('Dropout', node.id, [name, ratio]), isMap };
    }
    case 'constant':
      return map(net.parameter(node.parameter, [1, net.shapeOf(node.id)[2], 1, 1]));
    default:
      return node satisfies never;
  }
}

function convolution(net: OnnxNetwork, node: Kind<'conv2d'>, input: string): OnnxValue {
  const [rows = 1, columns = 1] = net.graph.parameters.get(node.weight)?.shape ?? [];
  const inputs = [input, net.parameter(node.weight)];
  if (node.bias !== null) inputs.push(net.parameter(node.bias));
  const { stride, groups } = node;
  const attributes = {
    kernel_shape: [rows, columns],
    strides: [stride, stride],
    pads: pads(node.padding),
    group: groups,
  };
  return map(net.node('Conv', node.id, inputs, attributes));
}

function batchNorm(net: OnnxNetwork, node: Kind<'batchNorm'>, input: string): OnnxValue {
  const { name, isMap } = net.value(input);
  const { gamma, beta, mean, variance } = batchNormNames(node.id);
  const parameters = [gamma, beta, mean, variance].map((each) => net.parameter(each));
  // ONNX's momentum is the share of the old value.
  const attributes = { epsilon: { float: node.epsilon }, momentum: { float: 1 - node.momentum } };
  return { name: net.node('BatchNormalization', node.id, [name, ...parameters], attributes), isMap };
}

function activation(net: OnnxNetwork, { id, name, slope = 0.2 }: Kind<'activation'>, x: string): string {
  switch (name) {
    case 'relu':
      return net.node('Relu', id, [x]);
    case 'relu6': {
      const bounds = [0, 6].map((bound, at) =>
        net.floats(`${id}.${at === 0 ? 'min' : 'max'}`, [], Float32Array.of(bound)),
      );
      return net.node('Clip', id, [x, ...bounds]);
    }
    case 'leakyRelu':
      return net.node('LeakyRelu', id, [x], { alpha: { float: slope } });
    case 'elu':
      return net.node('Elu', id, [x]);
    case 'sigmoid':
      return net.node('Sigmoid', id, [x]);
    case 'swish':
      return net.node('Mul', id, [x, net.node('Sigmoid', net.freeName(`${id}.sigmoid`), [x])]);
    case 'tanh':
      return net.node('Tanh', id, [x]);
    case 'hardSigmoid':
      return net.node('HardSigmoid', id, [x], { alpha: { float: 1 / 6 }, beta: { float: 0.5 } });
    case 'hardSwish':
      return net.node('HardSwish', id, [x]);
    default:
      return name satisfies never;
  }
}

/** Where one of the two has pixels, both get them. */
function pair(net: OnnxNetwork, node: Kind<'add' | 'mul' | 'concat' | 'globalAvgPool'>): OnnxValue {
  const op = node.kind === 'add' ? 'Add' : 'Mul';
  const isMap = node.inputs.some((id) => net.value(id).isMap && !net.constants.has(id));
  const inputs = node.inputs.map((id) => (isMap ? net.asMap(id) : net.asVector(id)));
  return { name: net.node(op, node.id, inputs), isMap };
}

/** Means over equal bins are a pool; overlapping ones, and a smaller map repeated, a product with a matrix along each axis. */
function adaptive(net: OnnxNetwork, { id, rows, columns }: Kind<'adaptiveAvgPool'>, input: string): string {
  const [height, width] = net.shapeOf(input);
  const x = net.asMap(input);
  if (rows === 1 && columns === 1) return net.node('GlobalAveragePool', id, [x]);
  if (height % rows === 0 && width % columns === 0) {
    const window = [height / rows, width / columns];
    return net.node('AveragePool', id, [x], { kernel_shape: window, strides: window });
  }
  const down = net.floats(`${id}.rows`, [rows, height], averagingMatrix(height, rows));
  const across = net.floats(
    `${id}.columns`,
    [width, columns],
    turned(averagingMatrix(width, columns), columns),
  );
  return net.node('MatMul', id, [net.node('MatMul', net.freeName(`${id}.down`), [down, x]), across]);
}

/** A matrix of `rows` rows, transposed. */
function turned(matrix: Float32Array, rows: number): Float32Array {
  const columns = matrix.length / rows;
  return Float32Array.from(matrix, (_, at) => matrix[(at % rows) * columns + Math.floor(at / rows)] ?? 0);
}

/**
 * The graph flattens by row, column, channel, PyTorch by channel, row, column. In front of dense layers, whose weights are
 * written in PyTorch's order, its order is taken; elsewhere the channels are moved to the end first.
 */
function flatten(net: OnnxNetwork, node: Kind<'flatten'>, input: string): string {
  const [height, width] = net.shapeOf(input);
  if (height * width === 1) return net.node('Flatten', node.id, [net.value(input).name], { axis: 1 });
  const ends = endsOf(net, node.id);
  const isTorch = ends.map(
    (end) => end.kind === 'dense' && net.graph.parameters.get(end.weight)?.flattened !== undefined,
  );
  let x = net.asMap(input);
  if (!isTorch.every(Boolean) || ends.length === 0) {
    if (isTorch.some(Boolean))
      throw new FaultError('layer-unsupported', { layers: `${node.id} (read in two orders)` });
    x = net.node('Transpose', net.freeName(`${node.id}.turned`), [x], { perm: [0, 2, 3, 1] });
  }
  return net.node('Flatten', node.id, [x], { axis: 1 });
}

/** The nodes that take a value, behind activations and dropout, which keep its order. */
function endsOf(net: OnnxNetwork, id: string): GraphNode[] {
  return net.graph.nodes
    .filter(({ inputs }) => inputs.includes(id))
    .flatMap((node) =>
      node.kind === 'activation' || node.kind === 'dropout' ? endsOf(net, node.id) : [node],
    );
}

function dense(net: OnnxNetwork, node: Kind<'dense'>, input: string): OnnxValue {
  const inputs = [input, net.parameter(node.weight)];
  if (node.bias !== null) inputs.push(net.parameter(node.bias));
  return { name: net.node('Gemm', node.id, inputs, { transB: 1 }), isMap: false };
}

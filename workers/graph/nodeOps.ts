/** What each kind of node computes, on tensors; batch norm, which runs together with its neighbours, stands in forward.ts. */
import { affine } from '../device/batchNorm';
import { relu } from '../device/reluOp';
import {
  add,
  avgPool,
  concat,
  conv2d,
  depthwiseConv2d,
  elu,
  leakyRelu,
  matMul,
  maxPool,
  mul,
  pad,
  relu6,
  reshape,
  sigmoid,
  tanh,
  type Rank,
  type Tensor,
  type Tensor4D,
} from '../device/tf';
import { FaultError } from '../protocol/faults';
import { adaptiveAvgPool } from './adaptiveAvgPool';
import { averagePool } from './averagePool';
import { enlargingMatrix } from './enlargingMatrix';
import type { Conv2dNode, GraphNode } from './graph';
import { padsOf } from './padding';
import { resample } from './resample';

/** Tensors by their PyTorch state dict name, laid out as the graph wants them (HWIO, [in, out]). */
export type Parameters = ReadonlyMap<string, Tensor>;

/** The tensor of a name. Throws `tensor-missing`. */
export function parameter(parameters: Parameters, name: string): Tensor {
  const tensor = parameters.get(name);
  if (tensor === undefined) throw new FaultError('tensor-missing', { count: 1, first: name });
  return tensor;
}

/** A vector [N, C] is a map of one pixel. */
function asMap(x: Tensor): Tensor4D {
  if (x.rank === 4) return x as Tensor4D;
  return reshape<Rank.R4>(x, [x.shape[0], 1, 1, -1]);
}

function asVector(x: Tensor): Tensor {
  return x.rank === 2 ? x : reshape(x, [x.shape[0], -1]);
}

function convolve(node: Conv2dNode, x: Tensor4D, kernel: Tensor4D): Tensor {
  const pads = padsOf(node);
  if (node.groups === 1) return conv2d(x, kernel, node.stride, pads);
  if (node.groups !== x.shape[3]) {
    throw new FaultError('layer-unsupported', { layers: `${node.id} (grouped)` });
  }
  // Depthwise kernels are [kh, kw, 1, C k] in the graph and [kh, kw, C, k] in tfjs: the same bytes.
  const [kh, kw] = kernel.shape;
  return depthwiseConv2d(x, reshape<Rank.R4>(kernel, [kh, kw, node.groups, -1]), node.stride, pads as never);
}

/** A mask multiplies what comes out, the bias included. */
function convolution(node: Conv2dNode, x: Tensor, parameters: Parameters, mask: Tensor | undefined): Tensor {
  const y = convolve(node, asMap(x), parameter(parameters, node.weight) as Tensor4D);
  const bias = node.bias === null ? null : parameter(parameters, node.bias);
  if (mask === undefined) return bias === null ? y : add(y, bias);
  if (bias === null) return mul(y, mask);
  return affine(y, mask, mul(bias, mask), { relu: false, residual: null });
}

function activate(node: GraphNode & { readonly kind: 'activation' }, x: Tensor): Tensor {
  switch (node.name) {
    case 'relu':
      return relu(x);
    case 'relu6':
      return relu6(x);
    case 'leakyRelu':
      return leakyRelu(x, node.slope);
    case 'elu':
      return elu(x);
    case 'sigmoid':
      return sigmoid(x);
    case 'swish':
      return mul(x, sigmoid(x));
    case 'tanh':
      return tanh(x);
    case 'hardSigmoid':
      return mul(relu6(add(x, 3)), 1 / 6);
    case 'hardSwish':
      return mul(x, mul(relu6(add(x, 3)), 1 / 6));
    default:
      return node.name satisfies never;
  }
}

/** The mean over all pixels, [N, H, W, C] -> [N, C]: as a pooling, whose gradient is one pass. */
function globalAvgPool(x: Tensor): Tensor {
  const map = asMap(x);
  const [, height, width] = map.shape;
  return asVector(avgPool(map, [height, width], 1, 'valid'));
}

function upsample(x: Tensor4D, { factor, alignCorners }: GraphNode & { readonly kind: 'upsample' }): Tensor {
  const [, height, width] = x.shape;
  return resample(
    x,
    enlargingMatrix(height, factor, alignCorners),
    enlargingMatrix(width, factor, alignCorners),
  );
}

/** Both inputs; where one is a vector and the other a map, the vector counts for every pixel. */
function pair(inputs: readonly Tensor[]): [Tensor, Tensor] {
  const [left, right] = inputs;
  if (left === undefined || right === undefined) throw new RangeError('two inputs needed');
  if (left.rank === right.rank || left.rank === 1 || right.rank === 1) return [left, right];
  return [asMap(left), asMap(right)];
}

/** The value of a node from those of its inputs; `mask` [C] belongs to a masked convolution. */
export function runNode(
  node: GraphNode,
  inputs: readonly Tensor[],
  parameters: Parameters,
  mask: Tensor | undefined,
): Tensor {
  const x = inputs[0];
  // A clone, so that each value has an owner of its own.
  if (node.kind === 'constant') return parameter(parameters, node.parameter).clone();
  if (x === undefined) throw new RangeError(`node ${node.id} has no input`);
  switch (node.kind) {
    case 'conv2d':
      return convolution(node, x, parameters, mask);
    case 'activation':
      return activate(node, x);
    case 'add':
      return add(...pair(inputs));
    case 'mul':
      return mul(...pair(inputs));
    case 'concat':
      return concat([...inputs], -1);
    case 'maxPool':
      return maxPool(asMap(x), node.size, node.stride, padsOf(node) as never);
    case 'avgPool':
      return averagePool(asMap(x), node);
    case 'pad':
      return pad(asMap(x), padsOf(node));
    case 'globalAvgPool':
      return globalAvgPool(x);
    case 'adaptiveAvgPool':
      return adaptiveAvgPool(asMap(x), node.rows, node.columns);
    case 'upsample':
      return upsample(asMap(x), node);
    case 'flatten':
      return reshape(x, [x.shape[0], -1]);
    case 'dense':
      return dense(node, asVector(x), parameters);
    case 'dropout':
      // Every method of this project runs with dropout off.
      return x.clone();
    case 'input':
    case 'batchNorm':
      throw new RangeError(`${node.kind} is not run as a plain node`);
    default:
      return node satisfies never;
  }
}

function dense(node: GraphNode & { readonly kind: 'dense' }, x: Tensor, parameters: Parameters): Tensor {
  const y = matMul(x as never, parameter(parameters, node.weight) as never);
  return node.bias === null ? y : add(y, parameter(parameters, node.bias));
}

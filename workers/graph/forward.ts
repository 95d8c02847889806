/** The only executor of graphs. */
import { affine, batchNormTrain } from '../device/batchNorm';
import { convolveAffine, type Pads } from '../device/convolveAffine';
import { relu } from '../device/reluOp';
import {
  add,
  avgPool,
  concat,
  conv2d,
  depthwiseConv2d,
  elu,
  matMul,
  maxPool,
  mul,
  relu6,
  reshape,
  rsqrt,
  sigmoid,
  sub,
  type Rank,
  type Tensor,
  type Tensor4D,
  tidy,
} from '../device/tf';
import { FaultError } from '../protocol/faults';
import {
  type ActivationName,
  batchNormNames,
  type BatchNormNode,
  type Conv2dNode,
  type Graph,
  type GraphNode,
} from './graph';
import { type Plan, planExecution, type PlanStep } from './plan';

/** Tensors by their PyTorch state dict name, laid out as the graph wants them (HWIO, [in, out]). */
export type Parameters = ReadonlyMap<string, Tensor>;
/** One [C] tensor per masked site; sites that are absent have mask 1. A mask multiplies gamma, never beta (spec 1.4). */
export type Masks = ReadonlyMap<string, Tensor>;

export interface ForwardOptions {
  /** PyTorch's meaning: `train` normalises with batch statistics, `eval` with the running ones. */
  readonly mode: 'train' | 'eval';
  readonly masks?: Masks;
  /** Nodes whose outputs are wanted. */
  readonly taps?: readonly string[];
  /** Frees each value after its last use. Only without a gradient tape, which still needs them. */
  readonly release?: boolean;
  /** Goes on behind this node, whose output is what `x` holds. Nothing behind it may need anything before it. */
  readonly from?: string;
}

/** Batch statistics of one batch norm in `train` mode, and how many values each mean was taken over. */
export interface BatchStatistics {
  /** [C] each; kept tensors that the caller owns. */
  readonly mean: Tensor;
  readonly variance: Tensor;
  readonly count: number;
}

export interface ForwardResult {
  /** Logits [N, K]. */
  readonly output: Tensor;
  readonly taps: ReadonlyMap<string, Tensor>;
  /** Empty in `eval` mode. */
  readonly statistics: ReadonlyMap<string, BatchStatistics>;
}

const plans = new WeakMap<Graph, Map<string, Plan>>();

function planFor(graph: Graph, { taps = [], mode, release = false, from }: ForwardOptions): Plan {
  const known = plans.get(graph) ?? new Map<string, Plan>();
  plans.set(graph, known);
  // Without a tape nobody asks for the gradient that the folded op does not have.
  const folds = release && mode === 'eval';
  const needed = from === undefined ? taps : [from, ...taps];
  const key = [String(folds), ...needed].join('\n');
  const plan = known.get(key) ?? planExecution(graph, new Set(needed), folds);
  known.set(key, plan);
  return plan;
}

function parameter(parameters: Parameters, name: string): Tensor {
  const tensor = parameters.get(name);
  if (tensor === undefined) throw new FaultError('tensor-missing', { count: 1, first: name });
  return tensor;
}

function padsOf({ padding: [top, bottom, left, right] }: Conv2dNode): Pads {
  return [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ];
}

function convolve(node: Conv2dNode, x: Tensor, parameters: Parameters): Tensor {
  const pads = padsOf(node);
  const kernel = parameter(parameters, node.weight) as Tensor4D;
  const input = x as Tensor4D;
  if (node.groups === 1) return addBias(conv2d(input, kernel, node.stride, pads), node.bias, parameters);
  if (node.groups !== (x.shape[3] ?? 0))
    throw new FaultError('layer-unsupported', { layers: `${node.id} (grouped)` });
  // Depthwise kernels are [kh, kw, 1, C] in the graph and [kh, kw, C, 1] in tfjs: the same bytes.
  const [kh, kw] = kernel.shape;
  const depthwise = reshape<Rank.R4>(kernel, [kh, kw, node.groups, -1]);
  return addBias(depthwiseConv2d(input, depthwise, node.stride, pads as never), node.bias, parameters);
}

function addBias(x: Tensor, bias: string | null, parameters: Parameters): Tensor {
  return bias === null ? x : add(x, parameter(parameters, bias));
}

function activate(name: ActivationName, x: Tensor): Tensor {
  switch (name) {
    case 'relu':
      return relu(x);
    case 'relu6':
      return relu6(x);
    case 'elu':
      return elu(x);
    case 'sigmoid':
      return sigmoid(x);
    case 'swish':
      return mul(x, sigmoid(x));
    default:
      return name satisfies never;
  }
}

/** The mean over all pixels, [N, H, W, C] -> [N, C]: as a pooling, whose gradient is one pass. */
function globalAvgPool(x: Tensor4D): Tensor {
  const [images, height, width, channels] = x.shape;
  return reshape(avgPool(x, [height, width], 1, 'valid'), [images, channels]);
}

function pair(inputs: readonly Tensor[]): [Tensor, Tensor] {
  const [left, right] = inputs;
  if (left === undefined || right === undefined) throw new RangeError('two inputs needed');
  return [left, right];
}

function runNode(node: GraphNode, inputs: readonly Tensor[], parameters: Parameters): Tensor {
  const x = inputs[0];
  if (node.kind === 'constant') return parameter(parameters, node.parameter);
  if (x === undefined) throw new RangeError(`node ${node.id} has no input`);
  switch (node.kind) {
    case 'conv2d':
      return convolve(node, x, parameters);
    case 'activation':
      return activate(node.name, x);
    case 'add':
      return add(...pair(inputs));
    case 'mul':
      return mul(...pair(inputs));
    case 'concat':
      return concat([...inputs], -1);
    case 'maxPool':
      return maxPool(x as Tensor4D, node.size, node.stride, 'valid');
    case 'avgPool':
      return avgPool(x as Tensor4D, node.size, node.stride, 'valid');
    case 'globalAvgPool':
      return globalAvgPool(x as Tensor4D);
    case 'flatten':
      return reshape(x, [x.shape[0], -1]);
    case 'dense':
      return addBias(matMul(x as never, parameter(parameters, node.weight) as never), node.bias, parameters);
    case 'dropout':
      // Every method of this project runs with dropout off. A clone, so that each value has an owner of its own.
      return x.clone();
    case 'input':
    case 'batchNorm':
      throw new RangeError(`${node.kind} is not run as a plain node`);
    default:
      return node satisfies never;
  }
}

/** gamma, multiplied by the site's mask where there is one. */
function maskedGamma(node: BatchNormNode, parameters: Parameters, masks: Masks | undefined): Tensor {
  const gamma = parameter(parameters, batchNormNames(node.id).gamma);
  const mask = masks?.get(node.id);
  return mask === undefined ? gamma : mul(gamma, mask);
}

interface Execution {
  readonly parameters: Parameters;
  readonly options: ForwardOptions;
  readonly statistics: Map<string, BatchStatistics>;
}

function normalise(
  step: PlanStep & { kind: 'normalise' },
  inputs: readonly Tensor[],
  execution: Execution,
): Tensor {
  const { parameters, options, statistics } = execution;
  const { node, relu: hasRelu, convolution } = step;
  const [x, residual = null] = inputs;
  if (x === undefined) throw new RangeError(`node ${node.id} has no input`);
  const names = batchNormNames(node.id);
  const gamma = maskedGamma(node, parameters, options.masks);
  const beta = parameter(parameters, names.beta);
  if (options.mode === 'train') {
    const result = batchNormTrain(x, gamma, beta, { epsilon: node.epsilon, relu: hasRelu, residual });
    statistics.set(node.id, { mean: result.mean, variance: result.variance, count: x.size / node.channels });
    return result.y;
  }
  const scale = mul(gamma, rsqrt(add(parameter(parameters, names.variance), node.epsilon)));
  const shift = sub(beta, mul(parameter(parameters, names.mean), scale));
  if (convolution !== null) {
    const filter = parameter(parameters, convolution.weight) as Tensor4D;
    const geometry = { stride: convolution.stride, pads: padsOf(convolution) };
    return convolveAffine(x as Tensor4D, filter, geometry, scale, shift, { relu: hasRelu, residual });
  }
  return affine(x, scale, shift, { relu: hasRelu, residual });
}

/**
 * Runs a graph on x [N, H, W, C]. Call it inside `tidy` or a gradient function; the statistics outlive that scope.
 * Throws `tensor-missing` where a parameter is absent.
 */
export function forward(
  graph: Graph,
  parameters: Parameters,
  x: Tensor,
  options: ForwardOptions,
): ForwardResult {
  const taps = options.taps ?? [];
  const plan = planFor(graph, options);
  const start = options.from ?? 'input';
  const values = new Map<string, Tensor>([[start, x]]);
  const first = plan.steps.findIndex((step) => step.id === start) + 1;
  const execution: Execution = { parameters, options, statistics: new Map() };
  try {
    plan.steps.forEach((step, index) => {
      if (index < first) return;
      const inputs = step.inputs.map((id) => parameter(values, id));
      const run = (): Tensor =>
        step.kind === 'normalise'
          ? normalise(step, inputs, execution)
          : runNode(step.node, inputs, parameters);
      if (options.release !== true) {
        values.set(step.id, run());
        return;
      }
      values.set(step.id, tidy(run));
      for (const id of plan.lastUses[index] ?? []) if (id !== start) parameter(values, id).dispose();
    });
  } catch (thrown) {
    // Kept tensors outlive the scope they were made in.
    for (const { mean, variance } of execution.statistics.values()) {
      mean.dispose();
      variance.dispose();
    }
    throw thrown;
  }
  return {
    output: parameter(values, graph.output),
    taps: new Map(taps.map((id) => [id, parameter(values, id)])),
    statistics: execution.statistics,
  };
}

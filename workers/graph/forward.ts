/** The only executor of graphs. */
import { affine, batchNormTrain } from '../device/batchNorm';
import { convolveAffine } from '../device/convolveAffine';
import { add, keep, mul, rsqrt, step, sub, type Tensor, type Tensor4D, tidy } from '../device/tf';
import { batchNormNames, type BatchNormNode, type Graph } from './graph';
import { parameter, type Parameters, runNode } from './nodeOps';
import { padsOf } from './padding';
import { type Plan, planExecution, type PlanStep } from './plan';

/** One [C] tensor per masked site; sites that are absent have mask 1. A mask multiplies gamma, never beta (spec 1.4). */
export type Masks = ReadonlyMap<string, Tensor>;

/**
 * Which values the ReLUs let through, by node: 0 or 1, as they are at one input (`record`) and as they were there (`hold`). With what
 * was recorded a network is smooth around that input, and derivatives of its gradients can be taken as differences.
 */
export interface Gates {
  readonly mode: 'record' | 'hold';
  /** Kept tensors; whoever made the map frees them. */
  readonly open: Map<string, Tensor>;
}

export interface ForwardOptions {
  /** PyTorch's meaning: `train` normalises with batch statistics, `eval` with the running ones. */
  readonly mode: 'train' | 'eval';
  readonly masks?: Masks;
  readonly gates?: Gates;
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

/** Frees the batch statistics of a forward pass in `train` mode. */
export function disposeStatistics(statistics: ReadonlyMap<string, BatchStatistics>): void {
  for (const { mean, variance } of statistics.values()) {
    mean.dispose();
    variance.dispose();
  }
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

/** gamma, multiplied by the site's mask where there is one. */
function maskedGamma(node: BatchNormNode, parameters: Parameters, masks: Masks | undefined): Tensor {
  const gamma = parameter(parameters, batchNormNames(node.id).gamma);
  const mask = masks?.get(node.id);
  return mask === undefined ? gamma : mul(gamma, mask);
}

/** ReLU of z by the gates of node `id`. */
function gated(id: string, z: Tensor, { mode, open }: Gates): Tensor {
  const known = open.get(id);
  if (mode === 'hold' && known === undefined) throw new RangeError(`no gates of ${id} were recorded`);
  const gate = known ?? keep(step(z));
  open.set(id, gate);
  return mul(z, gate);
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

/** The value of a step, with the gates of its ReLU where there are any. */
function runStep(step: PlanStep, inputs: readonly Tensor[], execution: Execution): Tensor {
  const { parameters, options } = execution;
  const { gates, masks } = options;
  if (step.kind === 'normalise') {
    if (gates === undefined || !step.relu) return normalise(step, inputs, execution);
    return gated(step.id, normalise({ ...step, relu: false }, inputs, execution), gates);
  }
  const [x] = inputs;
  if (gates !== undefined && x !== undefined && step.node.kind === 'activation' && step.node.name === 'relu')
    return gated(step.id, x, gates);
  return runNode(step.node, inputs, parameters, masks?.get(step.id));
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
      const run = (): Tensor => runStep(step, inputs, execution);
      if (options.release !== true) {
        values.set(step.id, run());
        return;
      }
      values.set(step.id, tidy(run));
      for (const id of plan.lastUses[index] ?? []) if (id !== start) parameter(values, id).dispose();
    });
  } catch (thrown) {
    // Kept tensors outlive the scope they were made in.
    disposeStatistics(execution.statistics);
    throw thrown;
  }
  return {
    output: parameter(values, graph.output),
    taps: new Map(taps.map((id) => [id, parameter(values, id)])),
    statistics: execution.statistics,
  };
}

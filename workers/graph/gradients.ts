/** Forward and backward passes of a training step. */
import { add, engine, type Tensor, tidy } from '../device/tf';
import {
  type BatchStatistics,
  disposeStatistics,
  forward,
  type ForwardResult,
  type Gates,
  type Masks,
} from './forward';
import type { Parameters } from './nodeOps';
import type { Graph } from './graph';
import { activeTape, freeAlongTheWay } from './leanTape';

/** One forward pass among those that a scalar is made of. */
export interface Pass {
  readonly graph: Graph;
  readonly parameters: Parameters;
  readonly masks?: Masks;
  readonly gates?: Gates;
  /** Network inputs [N, H, W, C]. */
  readonly x: Tensor;
  readonly mode: 'train' | 'eval';
  /** Nodes whose outputs are wanted. */
  readonly taps?: readonly string[];
}

/** What a pass gives while the scalar is made. */
export type Passed = Pick<ForwardResult, 'output' | 'taps'>;

interface StepRequest extends Pass {
  /** The scalar to differentiate, from the logits [N, K]. */
  readonly objective: (logits: Tensor) => Tensor;
  /** Added to the objective: a scalar from the outputs of `taps`. */
  readonly penalty?: (taps: ReadonlyMap<string, Tensor>) => Tensor;
  /** What to differentiate by: parameters or masks, by name. */
  readonly by: ReadonlyMap<string, Tensor>;
}

/** All tensors are the caller's. */
export interface StepResult {
  readonly value: Tensor;
  readonly logits: Tensor;
  readonly gradients: ReadonlyMap<string, Tensor>;
  readonly statistics: ReadonlyMap<string, BatchStatistics>;
}

interface JointRequest {
  /** Makes the scalar to differentiate: `pass` runs a network, `hold` lets a value outlive the step. */
  readonly objective: (pass: (request: Pass) => Passed, hold: (value: Tensor) => Tensor) => Tensor;
  /** What to differentiate by, by name. */
  readonly by: ReadonlyMap<string, Tensor>;
}

/** All tensors are the caller's. */
export interface JointStep {
  readonly value: Tensor;
  /** In the order in which they were handed to `hold`. */
  readonly held: readonly Tensor[];
  readonly gradients: ReadonlyMap<string, Tensor>;
  /** Of each pass, in the order of the passes; empty in `eval` mode. */
  readonly statistics: readonly ReadonlyMap<string, BatchStatistics>[];
}

/** Differentiates what several networks, or one network several times, make together. Moves nothing. */
export function differentiateJointly({ objective, by }: JointRequest): JointStep {
  const held: Tensor[] = [];
  const statistics: ReadonlyMap<string, BatchStatistics>[] = [];
  const pass = ({ graph, parameters, x, ...options }: Pass): Passed => {
    const passed = forward(graph, parameters, x, options);
    statistics.push(passed.statistics);
    return passed;
  };
  // What is held would be freed with the gradient's scope.
  const hold = (value: Tensor): Tensor => {
    held.push(engine().keep(value));
    return value;
  };
  const run = (): Tensor => {
    const value = objective(pass, hold);
    freeAlongTheWay([...by.values()]);
    return value;
  };
  try {
    const { value, grads } = tidy(() => engine().gradients(run, [...by.values()]));
    const gradients = new Map([...by.keys()].map((name, index) => [name, at(grads, index)]));
    return { value, held, gradients, statistics };
  } catch (thrown) {
    for (const each of held) each.dispose();
    for (const each of statistics) disposeStatistics(each);
    dropTape();
    throw thrown;
  }
}

/** Runs forward and backward once; moves nothing. */
export function differentiate({ objective, penalty, by, ...network }: StepRequest): StepResult {
  const { value, held, gradients, statistics } = differentiateJointly({
    objective: (pass, hold) => {
      const { output, taps } = pass(network);
      const own = objective(hold(output));
      return penalty === undefined ? own : add(own, penalty(taps));
    },
    by,
  });
  return { value, logits: at(held, 0), gradients, statistics: statistics[0] ?? new Map() };
}

/** tfjs frees what it saved for the backward pass only when that pass is done; after a throw nobody else does. */
function dropTape(): void {
  for (const { saved = [] } of activeTape()) for (const each of saved) each.dispose();
}

function at(tensors: readonly Tensor[], index: number): Tensor {
  const tensor = tensors[index];
  if (tensor === undefined) throw new RangeError('a tensor is missing');
  return tensor;
}

/** Frees everything a step gave. */
export function disposeStep(step: StepResult): void {
  step.value.dispose();
  step.logits.dispose();
  for (const gradient of step.gradients.values()) gradient.dispose();
  disposeStatistics(step.statistics);
}

/** What was handed to `hold` in the place `index`, counted from 0. */
export function heldBy(step: JointStep, index: number): Tensor {
  return at(step.held, index);
}

/** Frees everything a joint step gave but `kept`. */
export function disposeJointStep(step: JointStep, kept: readonly Tensor[] = []): void {
  for (const each of [step.value, ...step.held, ...step.gradients.values()])
    if (!kept.includes(each)) each.dispose();
  for (const each of step.statistics) disposeStatistics(each);
}

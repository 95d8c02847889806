/** One training step's forward and backward pass. */
import { add, engine, type Tensor, tidy } from '../device/tf';
import { type BatchStatistics, disposeStatistics, forward, type ForwardResult, type Masks } from './forward';
import type { Parameters } from './nodeOps';
import type { Graph } from './graph';
import { activeTape, freeAlongTheWay } from './leanTape';

interface StepRequest {
  readonly graph: Graph;
  readonly parameters: Parameters;
  readonly masks?: Masks;
  /** Network inputs [N, H, W, C]. */
  readonly x: Tensor;
  /** The scalar to differentiate, from the logits [N, K]. */
  readonly objective: (logits: Tensor) => Tensor;
  /** Added to the objective: a scalar from the outputs of `taps`. */
  readonly penalty?: (taps: ReadonlyMap<string, Tensor>) => Tensor;
  readonly taps?: readonly string[];
  /** What to differentiate by: parameters or masks, by name. */
  readonly by: ReadonlyMap<string, Tensor>;
  readonly mode: 'train' | 'eval';
}

/** All tensors are the caller's. */
export interface StepResult {
  readonly value: Tensor;
  readonly logits: Tensor;
  readonly gradients: ReadonlyMap<string, Tensor>;
  readonly statistics: ReadonlyMap<string, BatchStatistics>;
}

/** Runs forward and backward once; moves nothing. */
export function differentiate(request: StepRequest): StepResult {
  const { graph, parameters, masks, x, objective, penalty, taps = [], by, mode } = request;
  let passed: ForwardResult | null = null;
  const run = (): Tensor => {
    passed = forward(graph, parameters, x, masks === undefined ? { mode, taps } : { mode, taps, masks });
    // The output would be freed with the gradient's scope.
    engine().keep(passed.output);
    const own = objective(passed.output);
    const value = penalty === undefined ? own : add(own, penalty(passed.taps));
    freeAlongTheWay([...by.values()]);
    return value;
  };
  try {
    const { value, grads } = tidy(() => engine().gradients(run, [...by.values()]));
    const { output, statistics } = found(passed);
    const gradients = new Map([...by.keys()].map((name, index) => [name, at(grads, index)]));
    return { value, logits: output, gradients, statistics };
  } catch (thrown) {
    const reached = passed as ForwardResult | null;
    reached?.output.dispose();
    disposeStatistics(reached?.statistics ?? new Map<string, BatchStatistics>());
    dropTape();
    throw thrown;
  }
}

/** tfjs frees what it saved for the backward pass only when that pass is done; after a throw nobody else does. */
function dropTape(): void {
  for (const { saved = [] } of activeTape()) for (const each of saved) each.dispose();
}

function found(passed: ForwardResult | null): ForwardResult {
  if (passed === null) throw new RangeError('the forward pass did not run');
  return passed;
}

function at(tensors: readonly Tensor[], index: number): Tensor {
  const tensor = tensors[index];
  if (tensor === undefined) throw new RangeError('a gradient is missing');
  return tensor;
}

/** Frees everything a step gave. */
export function disposeStep(step: StepResult): void {
  step.value.dispose();
  step.logits.dispose();
  for (const gradient of step.gradients.values()) gradient.dispose();
  disposeStatistics(step.statistics);
}

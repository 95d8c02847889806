/** One batch of either stage: forward and backward, and the numbers that come of it. */
import type { Tensor } from '../device/tf';
import type { BatchTensors } from '../graph/batchTensors';
import { differentiate, type StepResult } from '../graph/gradients';
import { type Graph, trainableNames } from '../graph/graph';
import { argMaxRows, agreement, meanCrossEntropy } from '../graph/infer';
import type { OwnedTensors } from '../graph/parameters';

/** A network in training. Whoever made the maps owns the tensors. */
export interface Learner {
  readonly graph: Graph;
  readonly parameters: OwnedTensors;
  /** In force in the forward pass; sites that are absent have mask 1. Null: no masks at all. */
  readonly masks: OwnedTensors | null;
  /** Which of the two moves. */
  readonly moves: 'weights' | 'masks';
}

/** What is read of a step. */
export interface StepNumbers {
  /** Cross-entropy of the batch before the step, in nats, whatever the objective is. */
  readonly loss: number;
  readonly accuracy: number;
  /** Of the gradient of the objective. */
  readonly squaredNorm: number;
  /** False: loss or gradient was not finite, and nothing is moved. */
  readonly finite: boolean;
}

/** The tensors that move, by name. */
export function targetsOf(learner: Learner): OwnedTensors {
  return learner.moves === 'masks' && learner.masks !== null ? learner.masks : learner.parameters;
}

function differentiated(learner: Learner): Map<string, Tensor> {
  const targets = targetsOf(learner);
  const names = learner.moves === 'masks' ? [...targets.keys()] : trainableNames(learner.graph);
  return new Map(
    names.flatMap((name) => {
      const tensor = targets.get(name);
      return tensor === undefined ? [] : [[name, tensor] as const];
    }),
  );
}

/** Gradient of `objective` (logits to a scalar) by what moves, on `batch` in train mode. Moves nothing. */
export function differentiateStep(
  learner: Learner,
  batch: BatchTensors,
  objective: (logits: Tensor) => Tensor,
): StepResult {
  const { graph, parameters, masks } = learner;
  return differentiate({
    graph,
    parameters,
    ...(masks === null ? {} : { masks }),
    x: batch.x,
    objective,
    by: differentiated(learner),
    mode: 'train',
  });
}

/** A step's numbers from its logits [N * K] and the squared norm of its gradient [1]. */
export function stepNumbers(
  logits: Float32Array,
  squared: Float32Array,
  labels: Uint16Array,
  classes: number,
): StepNumbers {
  const loss = meanCrossEntropy(logits, labels, classes);
  const accuracy = agreement(argMaxRows(logits, classes), labels);
  const squaredNorm = squared[0] ?? Number.NaN;
  return { loss, accuracy, squaredNorm, finite: Number.isFinite(squaredNorm) && Number.isFinite(loss) };
}

/** One batch of either stage: forward, backward, move the weights or the masks, move the running statistics. */
import type { Tensor } from '../device/tf';
import type { BatchTensors } from '../graph/batchTensors';
import { differentiate, disposeStep } from '../graph/gradients';
import { type Graph, trainableNames } from '../graph/graph';
import { argMaxRows, agreement, meanCrossEntropy } from '../graph/infer';
import { moveRunningStatistics, type OwnedTensors } from '../graph/parameters';
import { squaredNorm } from '../graph/sgd';

/** A network in training. Whoever made the maps owns the tensors. */
export interface Learner {
  readonly graph: Graph;
  readonly parameters: OwnedTensors;
  /** In force in the forward pass; sites that are absent have mask 1. Null: no masks at all. */
  readonly masks: OwnedTensors | null;
  /** Which of the two moves. */
  readonly moves: 'weights' | 'masks';
}

export interface StepOutcome {
  /** Cross-entropy of the batch before the step, in nats, whatever the objective is. */
  readonly loss: number;
  readonly accuracy: number;
  /** False: loss or gradient was not finite, and nothing was moved. */
  readonly finite: boolean;
}

export interface Gradient {
  readonly values: ReadonlyMap<string, Tensor>;
  readonly squaredNorm: number;
  /** Cross-entropy and accuracy of the batch that the gradient was taken on. */
  readonly loss: number;
  readonly accuracy: number;
}

/** Moves the targets; may decide not to. */
type Move = (targets: OwnedTensors, gradient: Gradient) => void;

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

/** Takes one step on `batch` in train mode. `objective` maps logits to the scalar whose gradient `move` gets. */
export async function takeStep(
  learner: Learner,
  batch: BatchTensors,
  objective: (logits: Tensor) => Tensor,
  move: Move,
): Promise<StepOutcome> {
  const { graph, parameters, masks } = learner;
  const result = differentiate({
    graph,
    parameters,
    ...(masks === null ? {} : { masks }),
    x: batch.x,
    objective,
    by: differentiated(learner),
    mode: 'train',
  });
  try {
    const logits = new Float32Array(await result.logits.data<'float32'>());
    const loss = meanCrossEntropy(logits, batch.labels, graph.classes);
    const accuracy = agreement(argMaxRows(logits, graph.classes), batch.labels);
    const squared = await squaredNorm(result.gradients);
    const finite = Number.isFinite(squared) && Number.isFinite(loss);
    if (finite) {
      move(targetsOf(learner), { values: result.gradients, squaredNorm: squared, loss, accuracy });
      moveRunningStatistics(graph, parameters, result.statistics);
    }
    return { loss, accuracy, finite };
  } finally {
    disposeStep(result);
  }
}

/** Networks that are trained together: their tensors by name, told apart by a prefix. */
import type { Tensor } from '../device/tf';
import { type BatchStatistics } from '../graph/forward';
import { type Graph, trainableNames } from '../graph/graph';
import { parameter } from '../graph/nodeOps';
import { moveRunningStatistics, type OwnedTensors } from '../graph/parameters';

/** A network in training. */
export interface TrainedNetwork {
  readonly graph: Graph;
  readonly parameters: OwnedTensors;
}

/** The trainable tensors of a network by name, each behind `prefix`. */
export function trainables(
  { graph, parameters }: { readonly graph: Graph; readonly parameters: ReadonlyMap<string, Tensor> },
  prefix = '',
): Map<string, Tensor> {
  return new Map(trainableNames(graph).map((name) => [prefix + name, parameter(parameters, name)]));
}

/** The tensors whose names begin with `prefix`, without it. */
export function behindPrefix(tensors: ReadonlyMap<string, Tensor>, prefix: string): Map<string, Tensor> {
  return new Map(
    [...tensors].flatMap(([name, each]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), each] as const] : [],
    ),
  );
}

/** Moves the running statistics of the networks that were passed, one after the other. */
export function moveStatistics(
  passed: readonly TrainedNetwork[],
  statistics: readonly ReadonlyMap<string, BatchStatistics>[],
): void {
  passed.forEach(({ graph, parameters }, at) => {
    const moved = statistics[at];
    if (moved !== undefined) moveRunningStatistics(graph, parameters, moved);
  });
}

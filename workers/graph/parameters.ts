/** Parameters on the device: copies, replacement in place of a name, running statistics, reading back. */
import { keep, type Tensor, tensor, tidy } from '../device/tf';
import { mix } from '../device/update';
import type { BatchStatistics } from './forward';
import { type BatchNormNode, batchNormNames, type Graph, trainableNames } from './graph';
import type { HostTensors } from './hostTensors';

/** A set of tensors that owns them: whoever holds the map disposes it with {@link disposeTensors}. */
export type OwnedTensors = Map<string, Tensor>;

/** Uploads host values. */
export function uploadTensors(host: HostTensors): OwnedTensors {
  return new Map(
    [...host].map(([name, { shape, data }]) => [name, keep(tensor(data, [...shape], 'float32'))]),
  );
}

/** Those that gradients train, in state dict order. They stay whose they were. */
export function trainedTensors(
  graph: Graph,
  parameters: ReadonlyMap<string, Tensor>,
): ReadonlyMap<string, Tensor> {
  return new Map(
    trainableNames(graph).flatMap((name) => {
      const tensor = parameters.get(name);
      return tensor === undefined ? [] : [[name, tensor] as const];
    }),
  );
}

/** A copy that owns its tensors (tfjs shares the data until one of them is replaced). */
export function copyTensors(tensors: ReadonlyMap<string, Tensor>): OwnedTensors {
  return new Map([...tensors].map(([name, each]) => [name, keep(each.clone())]));
}

/** Frees all and empties the map. */
export function disposeTensors(tensors: OwnedTensors): void {
  for (const each of tensors.values()) each.dispose();
  tensors.clear();
}

/** Puts `next` in the place of a name and frees what was there. */
export function replaceTensor(tensors: OwnedTensors, name: string, next: Tensor): void {
  tensors.get(name)?.dispose();
  tensors.set(name, keep(next));
}

/** Reads all tensors back. */
export async function downloadTensors(tensors: ReadonlyMap<string, Tensor>): Promise<HostTensors> {
  const entries = await Promise.all(
    [...tensors].map(async ([name, each]) => {
      const data = new Float32Array(await each.data<'float32'>());
      return [name, { shape: each.shape, data }] as const;
    }),
  );
  return new Map(entries);
}

/**
 * Moves the running statistics towards the batch's: running = (1 - momentum) * running + momentum * batch.
 * The running variance takes the unbiased batch variance, n / (n - 1) times the biased one (spec 0, point 1).
 */
export function moveRunningStatistics(
  graph: Graph,
  parameters: OwnedTensors,
  statistics: ReadonlyMap<string, BatchStatistics>,
): void {
  for (const node of graph.nodes) {
    const batch = node.kind === 'batchNorm' ? statistics.get(node.id) : undefined;
    if (batch === undefined || node.kind !== 'batchNorm') continue;
    moveOne(node, parameters, batch);
  }
}

function moveOne(node: BatchNormNode, parameters: OwnedTensors, batch: BatchStatistics): void {
  const names = batchNormNames(node.id);
  const { momentum } = node;
  const unbiased = batch.count > 1 ? batch.count / (batch.count - 1) : 1;
  const move = (name: string, value: Tensor, factor: number): void => {
    const old = parameters.get(name);
    if (old === undefined) return;
    replaceTensor(
      parameters,
      name,
      tidy(() => mix(old, value, 1 - momentum, momentum * factor)),
    );
  };
  move(names.mean, batch.mean, 1);
  move(names.variance, batch.variance, unbiased);
}

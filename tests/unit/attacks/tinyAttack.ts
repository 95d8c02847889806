/** Networks of a few channels for attacks whose triggers are generated, and how a gradient is held against differences. */
import { expect } from 'vitest';
import { type Tensor, tensor } from '../../../workers/device/tf';
import type { TrainedNetwork } from '../../../workers/training/trainedNetwork';
import { disposeJointStep, type JointStep } from '../../../workers/graph/gradients';
import type { Graph } from '../../../workers/graph/graph';
import { uploadTensors } from '../../../workers/graph/parameters';
import { fromTorchLayout, torchShape } from '../../../workers/nets/layout';
import { named } from '../graph/tinyNetwork';
import { madeUpTensor } from '../nets/madeUp';

/** A network under whose weights values stay of order 1. The caller disposes its parameters. */
export function livelyNetwork(graph: Graph): TrainedNetwork {
  const state = [...graph.parameters].map(([name, spec]) => {
    const { shape, data } = madeUpTensor(name, torchShape(spec));
    return [name, fromTorchLayout(spec, { shape, data: Float32Array.from(data) })] as const;
  });
  return { graph, parameters: uploadTensors(new Map(state)) };
}

/** Half the length of the line along which a loss is measured. */
const REACH = 2e-3;

/** Along each named gradient of `step` the loss must change by the gradient's length. */
export async function expectSlopes(
  network: TrainedNetwork,
  run: (network: TrainedNetwork) => JointStep,
  names: readonly (readonly [gradient: string, parameter: string])[],
): Promise<void> {
  const step = run(network);
  for (const [gradient, name] of names) {
    const direction = new Float32Array(await named(step.gradients, gradient).data<'float32'>());
    const length = Math.sqrt(direction.reduce((sum, each) => sum + each * each, 0));
    const was: Tensor = named(network.parameters, name);
    const values = new Float32Array(await was.data<'float32'>());
    const lossAt = async (by: number): Promise<number> => {
      const moved = tensor(
        values.map((value, at) => value + (by * (direction[at] ?? 0)) / length),
        was.shape,
      );
      const other = run({ ...network, parameters: new Map(network.parameters).set(name, moved) });
      const [loss = Number.NaN] = await other.value.data();
      disposeJointStep(other);
      moved.dispose();
      return loss;
    };
    const slope = ((await lossAt(REACH)) - (await lossAt(-REACH))) / (2 * REACH);
    expect(slope / length, gradient).toBeCloseTo(1, 1);
  }
  disposeJointStep(step);
}

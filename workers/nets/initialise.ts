/** Fresh weights, drawn as PyTorch's defaults draw them (Kaiming uniform with a = sqrt 5), from the seed's own stream. */
import { createRng } from '../engine/rng';
import type { Graph } from '../graph/graph';
import type { HostTensors } from '../graph/hostTensors';
import { elementCount } from '../readers/elements';

/** Initial values of every parameter: convolution and linear weights uniform within 1 / sqrt(fan in), gamma 1, beta 0. */
export function initialParameters(graph: Graph, seed: number | string): HostTensors {
  const host = new Map<string, { shape: readonly number[]; data: Float32Array }>();
  for (const [name, spec] of graph.parameters) {
    const data = new Float32Array(elementCount(spec.shape));
    if (spec.layout === 'vector') {
      if (name.endsWith('.running_var') || (name.endsWith('.weight') && spec.trainable)) data.fill(1);
    } else {
      const rng = createRng(seed, `initialise/${name}`);
      const fanIn = data.length / (spec.shape[spec.shape.length - 1] ?? 1);
      const bound = 1 / Math.sqrt(fanIn);
      for (let i = 0; i < data.length; i++) data[i] = (2 * rng.uniform() - 1) * bound;
    }
    host.set(name, { shape: spec.shape, data });
  }
  return host;
}

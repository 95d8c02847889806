/** What one step of training holds on the device at its widest point, from the network's nodes alone. */
import type { Graph } from './graph';
import { planExecution } from './plan';
import { sizeOf, valueShapes } from './shapes';

const BYTES_PER_VALUE = 4;
/** Values as large as the widest that the backward pass works with at a time: incoming, outgoing, padded. */
const WORKING_VALUES = 3;

interface MemoryNeed {
  /** All tensors of a step together. */
  readonly totalBytes: number;
  /** The largest of them. */
  readonly largestBytes: number;
}

function parameterValues(graph: Graph): { all: number; trained: number; largest: number } {
  let [all, trained, largest] = [0, 0, 0];
  for (const { shape, trainable } of graph.parameters.values()) {
    const size = sizeOf(shape);
    all += size;
    if (trainable) trained += size;
    largest = Math.max(largest, size);
  }
  return { all, trained, largest };
}

/**
 * Bytes that a step on `batch` images needs: weights, velocities and gradients, every activation that the gradient needs,
 * and what the backward pass works with. `copies`: how often the weights lie on the device beside those in training.
 */
export function trainingBytes(graph: Graph, batch: number, copies = 0): MemoryNeed {
  const shapes = valueShapes(graph);
  const sizes = planExecution(graph, new Set(), false).steps.map(({ id }) => {
    const shape = shapes.get(id);
    return shape === undefined ? 0 : batch * sizeOf(shape);
  });
  const widest = Math.max(0, ...sizes);
  const activations = sizes.reduce((sum, size) => sum + size, 0);
  const { all, trained, largest } = parameterValues(graph);
  const values = (1 + copies) * all + 2 * trained + activations + WORKING_VALUES * widest;
  return {
    totalBytes: BYTES_PER_VALUE * values,
    largestBytes: BYTES_PER_VALUE * Math.max(widest, largest),
  };
}

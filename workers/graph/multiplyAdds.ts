/** How much a network computes. */
import type { Graph } from './graph';
import { sizeOf, valueShapes } from './shapes';

/** Multiply-adds of its convolutions and dense layers in a forward pass of one image. */
export function multiplyAdds(graph: Graph): number {
  const shapes = valueShapes(graph);
  let total = 0;
  for (const node of graph.nodes) {
    if (node.kind !== 'conv2d' && node.kind !== 'dense') continue;
    const [rows = 1, columns = 1] = shapes.get(node.id) ?? [];
    const weights = graph.parameters.get(node.weight)?.shape ?? [];
    total += rows * columns * sizeOf(weights);
  }
  return total;
}

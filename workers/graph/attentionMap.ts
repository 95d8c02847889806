/**
 * Where a network looks (attention maps of NAD, Li et al. 2021, spec 3.2). Of the output F [N, H, W, C] of a stage:
 *
 *   a = sum over c of F_c^2,    A = a / |a|  with the L2 norm over H and W          (power 2)
 *   distance of two maps = mean over H and W of (A - B)^2, a weighted sum over the images
 */
import { add, div, mean, mul, sqrt, square, sub, sum, type Tensor, tidy } from '../device/tf';
import type { Graph } from './graph';
import { valueShapes } from './shapes';

/** NAD compares this many stages, the last ones. */
const STAGES = 3;
/**
 * NAD adds 1e-6 to the norm; here its square goes under the root, which is the same to seven digits and has a slope where a whole map
 * is 0.
 */
const SMALLEST_SQUARED_NORM = 1e-12;

/** Attention of maps [N, H, W, C]: [N, H, W], each image's of length 1. Differentiable. */
export function attentionMap(features: Tensor): Tensor {
  return tidy(() => {
    const energy = sum(square(features), 3);
    const norm = sqrt(add(sum(square(energy), [1, 2], true), SMALLEST_SQUARED_NORM));
    return div(energy, norm);
  });
}

/** Distance of two attention maps [N, H, W]: a scalar; `weights` [N, 1, 1] say what each image counts. Differentiable in both. */
export function attentionDistance(one: Tensor, other: Tensor, weights: Tensor): Tensor {
  return tidy(() => sum(mul(weights, mean(square(sub(one, other)), [1, 2], true))));
}

/**
 * The nodes whose attention is compared: the last block of each of the last three sizes of map. Maps of a single pixel, whose
 * attention is 1 whatever they hold, are none.
 */
export function attentionNodes(graph: Graph): string[] {
  const shapes = valueShapes(graph);
  const bySize = new Map<number, string>();
  for (const id of graph.layers) {
    const [height = 1, width = 1] = shapes.get(id) ?? [];
    if (height * width > 1) bySize.set(height * width, id);
  }
  return [...bySize.values()].slice(-STAGES);
}

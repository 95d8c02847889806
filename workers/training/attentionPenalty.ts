/** A term that draws a network's attention to where a teacher's is (NAD's maps, `graph/attentionMap`). */
import { add, mul, type Tensor, tensor, tidy } from '../device/tf';
import { attentionDistance, attentionMap, attentionNodes } from '../graph/attentionMap';
import type { Graph } from '../graph/graph';
import { type Classifier, runForward } from '../graph/infer';
import type { Penalty } from './train';

/** What each image of a batch counts, [N, 1, 1], by the positions of the images. */
export type Shares = (indices: Uint32Array) => Tensor;

/** Equal shares of 1. */
export function evenShares({ length }: Uint32Array): Tensor {
  return tensor(new Float32Array(length).fill(1 / length), [length, 1, 1]);
}

function attentionSum(
  nodes: readonly string[],
  weights: readonly number[],
  taps: ReadonlyMap<string, Tensor>,
  [shares, ...wanted]: readonly Tensor[],
): Tensor {
  const distances = nodes.map((id, at) => {
    const [own, other, weight] = [taps.get(id), wanted[at], weights[at]];
    if (own === undefined || other === undefined || shares === undefined || weight === undefined)
      throw new RangeError(`there is no map of ${id}`);
    return mul(attentionDistance(attentionMap(own), other, shares), weight);
  });
  return distances.reduce((sum, each) => add(sum, each));
}

/**
 * The weighted distance between the attention of the network in training and that of `teacher`. `weights` are those of the last
 * stages; networks with fewer use the last ones.
 */
export function attentionPenalty(
  graph: Graph,
  teacher: Classifier,
  shares: Shares,
  weights: readonly number[],
): Penalty {
  const taps = attentionNodes(graph);
  const used = weights.slice(-taps.length);
  return {
    taps,
    given: (batch, indices) =>
      tidy(() => {
        const [, ...maps] = runForward(teacher, batch.x, { mode: 'eval', taps });
        return [shares(indices), ...maps.map(attentionMap)];
      }),
    of: (found, given) => attentionSum(taps, used, found, given),
  };
}

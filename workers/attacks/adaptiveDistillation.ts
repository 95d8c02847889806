/**
 * Adaptive distillation (RNP paper, section 4.2, in prose only; spec 2.14): BadNets, and on clean images x
 *
 *   L = CE(student(x_mix), y_mix) + lambda sum over stages of |A(student(x)) - A(teacher(x))|^2
 *
 * with NAD's attention maps A (`graph/attentionMap`). The teacher is an honest network of the same layout, which stands still
 * once it is trained. The paper names neither the maps nor lambda.
 */
import { poisonSet } from '../data/poison';
import { add, mul, type Tensor, tensor, tidy } from '../device/tf';
import { attentionDistance, attentionMap, attentionNodes } from '../graph/attentionMap';
import type { Graph } from '../graph/graph';
import { type Classifier, runForward } from '../graph/infer';
import { FaultError } from '../protocol';
import { type AttackMethod, NO_NUMBERS } from './attack';
import { SURROGATE, surrogateOf, trainHonestly } from './honest';
import { poisonSummary, trainOn } from './poisoning';
import type { Penalty } from '../training/train';

/** One number per image of a batch, [N, 1, 1]: equal shares of 1 for the clean ones, 0 for the poisoned. */
export function cleanShares(indices: Uint32Array, poisoned: ReadonlySet<number>): Tensor {
  const isClean = Array.from(indices, (index) => !poisoned.has(index));
  const count = isClean.filter(Boolean).length;
  return tensor(
    isClean.map((clean) => (clean ? 1 / count : 0)),
    [indices.length, 1, 1],
  );
}

function attentionSum(
  nodes: readonly string[],
  taps: ReadonlyMap<string, Tensor>,
  [shares, ...wanted]: readonly Tensor[],
): Tensor {
  const distances = nodes.map((id, at) => {
    const [own, other] = [taps.get(id), wanted[at]];
    if (own === undefined || other === undefined || shares === undefined)
      throw new RangeError(`there is no map of ${id}`);
    return attentionDistance(attentionMap(own), other, shares);
  });
  return distances.reduce((sum, each) => add(sum, each));
}

/** `weight` times the distance between the attention of the network in training and that of `teacher`, on clean images. */
export function attentionPenalty(
  graph: Graph,
  teacher: Classifier,
  poisoned: ReadonlySet<number>,
  weight: number,
): Penalty {
  const taps = attentionNodes(graph);
  return {
    taps,
    given: (batch, indices) =>
      tidy(() => {
        const [, ...maps] = runForward(teacher, batch.x, { mode: 'eval', taps });
        return [cleanShares(indices, poisoned), ...maps.map(attentionMap)];
      }),
    of: (found, given) => mul(attentionSum(taps, found, given), weight),
  };
}

/** The attack. */
export const adaptiveDistillation: AttackMethod<'adaptive-distillation'> = async function* (context) {
  const { graph, images, options, seed, state, train, trigger } = context;
  if (trigger === null) throw new FaultError('trigger-invalid', { reason: 'missing' });
  const { attentionWeight, rate, from } = options;
  const { set, poisoned, cover } = poisonSet(images, { rate, from, mode: 'dirty-label', trigger, seed });
  yield { kind: 'planted', trigger, poison: poisonSummary(images, { set, poisoned, cover }) };
  const teacher = surrogateOf(context);
  yield* trainHonestly(context, { parameters: teacher.parameters, epochs: train.epochs });
  const penalty = attentionPenalty(graph, teacher, new Set(poisoned), attentionWeight);
  yield* trainOn(context, set, { penalty });
  state.drop(SURROGATE);
  return NO_NUMBERS;
};

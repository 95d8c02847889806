/**
 * Adaptive distillation (RNP paper, section 4.2, in prose only; spec 2.14): BadNets, and on clean images x
 *
 *   L = CE(student(x_mix), y_mix) + lambda sum over stages of |A(student(x)) - A(teacher(x))|^2
 *
 * with NAD's attention maps A (`graph/attentionMap`). The teacher is an honest network of the same layout, which stands still
 * once it is trained. The paper names neither the maps nor lambda.
 */
import { poisonSet } from '../data/poison';
import { type Tensor, tensor } from '../device/tf';
import { FaultError } from '../protocol';
import { type AttackMethod, NO_NUMBERS } from './attack';
import { SURROGATE, surrogateOf, trainHonestly } from './honest';
import { dirtyLabel, poisonSummary, trainOn } from './poisoning';
import { attentionPenalty } from '../training/attentionPenalty';

/** One number per image of a batch, [N, 1, 1]: equal shares of 1 for the clean ones, 0 for the poisoned. */
export function cleanShares(indices: Uint32Array, poisoned: ReadonlySet<number>): Tensor {
  const isClean = Array.from(indices, (index) => !poisoned.has(index));
  const count = isClean.filter(Boolean).length;
  return tensor(
    isClean.map((clean) => (clean ? 1 / count : 0)),
    [indices.length, 1, 1],
  );
}

/** The attack. */
export const adaptiveDistillation: AttackMethod<'adaptive-distillation'> = async function* (context) {
  const { graph, images, options, seed, state, train, trigger } = context;
  if (trigger === null) throw new FaultError('trigger-invalid', { reason: 'missing' });
  const { attentionWeight } = options;
  const { set, poisoned, cover } = poisonSet(images, { ...dirtyLabel(options), trigger, seed });
  yield { kind: 'planted', trigger, poison: poisonSummary(images, { set, poisoned, cover }) };
  const teacher = surrogateOf(context);
  yield* trainHonestly(context, { parameters: teacher.parameters, epochs: train.epochs });
  const isPoisoned = new Set(poisoned);
  const penalty = attentionPenalty(graph, teacher, (indices) => cleanShares(indices, isPoisoned), [
    attentionWeight,
    attentionWeight,
    attentionWeight,
  ]);
  yield* trainOn(context, set, { penalty });
  state.drop(SURROGATE);
  return NO_NUMBERS;
};

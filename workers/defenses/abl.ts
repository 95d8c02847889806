/**
 * ABL, anti-backdoor learning (Li et al. 2021; spec 3.5): a network of the same layout, trained from nothing on the poisoned set.
 *
 *   isolate   |l - level| + level (flooding), l the mean cross-entropy of a batch, which has the same gradient as local gradient ascent,
 *             sign(l - level) l; then the images with the smallest loss in eval mode are taken for poison
 *   tune      cross-entropy on all others (rate a tenth after two thirds of the epochs)
 *   erase     ascent on the cross-entropy of the isolated ones, images as they are
 *
 * In the code the poisoned images are not shuffled while they are unlearned; here they are, as in every other epoch.
 */
import { take } from '../data/images';
import { add, neg, relu, sub, type Tensor } from '../device/tf';
import { inferLogits } from '../graph/infer';
import { crossEntropy } from '../graph/loss';
import { initialParameters } from '../nets/initialise';
import { FaultError } from '../protocol';
import type { TrainingOptions } from '../training/train';
import { askable, type DefenseContext, type DefenseMethod, REPAIRED } from './defense';
import { tune } from './tune';

type Context = DefenseContext<'abl'>;

type Objective = (logits: Tensor, oneHot: Tensor) => Tensor;

/** The loss of a batch, held at `level`. */
export function flooded(level: number): Objective {
  return (logits, oneHot) => {
    const above = sub(crossEntropy(logits, oneHot), level);
    return add(add(relu(above), relu(neg(above))), level);
  };
}

/** Cross-entropy of each row of logits, in nats. */
export function rowLosses(logits: Float32Array, labels: Uint16Array, classes: number): Float32Array {
  return Float32Array.from(labels, (label, row) => {
    const values = logits.subarray(row * classes, (row + 1) * classes);
    const largest = values.reduce((max, value) => Math.max(max, value), Number.NEGATIVE_INFINITY);
    const total = values.reduce((sum, value) => sum + Math.exp(value - largest), 0);
    return largest + Math.log(total) - (values[label] ?? 0);
  });
}

/** Positions of the images with the smallest loss, and of all others, each in order. */
export function isolate(losses: Float32Array, share: number): Record<'isolated' | 'others', Uint32Array> {
  const count = Math.max(1, Math.floor(share * losses.length));
  const order = [...losses.keys()].sort((a, b) => (losses[a] ?? 0) - (losses[b] ?? 0) || a - b);
  const sorted = (some: number[]): Uint32Array => Uint32Array.from(some).sort();
  return { isolated: sorted(order.slice(0, count)), others: sorted(order.slice(count)) };
}

/** What all three trainings share: the constants of the code. */
const COMMON = {
  momentum: 0.9,
  weightDecay: 0.0001,
  schedule: 'constant',
} as const;

function trainingOptions(
  { options: { augmentation, batchSize } }: Context,
  own: Pick<TrainingOptions, 'epochs' | 'learningRate'> & Partial<TrainingOptions>,
): TrainingOptions {
  return { ...COMMON, augmentation, batchSize, ...own };
}

/** The defense. */
export const abl: DefenseMethod<'abl'> = async function* (context) {
  const { graph, options, poisoned, seed, state } = context;
  if (poisoned === null) throw new FaultError('defense-unfit', { need: 'poisoned-set' });
  const parameters = state.tensors(REPAIRED, () => initialParameters(graph, seed));
  yield* tune(context, {
    parameters,
    images: poisoned,
    options: trainingOptions(context, {
      epochs: options.isolationEpochs,
      learningRate: options.isolationRate,
    }),
    objective: flooded(options.level),
    stage: 'isolate',
    phase: 'isolate',
    pruned: null,
  });
  const logits = await inferLogits(askable(context, parameters), poisoned);
  const { isolated, others } = isolate(rowLosses(logits, poisoned.labels, graph.classes), options.share);
  yield { kind: 'isolated', indices: isolated };
  if (options.tuningEpochs > 0)
    yield* tune(context, {
      parameters,
      images: take(poisoned, others),
      options: trainingOptions(context, {
        epochs: options.tuningEpochs,
        learningRate: options.tuningRate,
        schedule: 'late-drop',
      }),
      stage: 'tune',
      phase: 'tune',
      pruned: null,
    });
  yield { kind: 'point', parameters, pruned: 0, at: 0 };
  yield* tune(context, {
    parameters,
    images: take(poisoned, isolated),
    options: trainingOptions(context, {
      epochs: options.unlearnEpochs,
      learningRate: options.unlearnRate,
      augmentation: 'none',
    }),
    objective: (logits, oneHot) => neg(crossEntropy(logits, oneHot)),
    stage: 'erase',
    phase: 'erase',
    pruned: 0,
  });
};

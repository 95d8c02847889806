/** Trains a classifier: SGD with momentum and a schedule. Attacks that only poison the data need nothing else (spec 2.15). */
import type { ImageSet } from '../data/images';
import type { Normalisation } from '../data/normalise';
import type { Rng } from '../engine/rng';
import { type BatchTensors, disposeBatch, uploadBatch } from '../graph/batchTensors';
import { disposeStatistics } from '../graph/forward';
import { differentiate, type StepResult } from '../graph/gradients';
import type { Graph } from '../graph/graph';
import { crossEntropy } from '../graph/loss';
import { moveRunningStatistics, type OwnedTensors } from '../graph/parameters';
import { Sgd } from '../graph/sgd';
import { type Tensor, tidy } from '../device/tf';
import type { AnyStage, TrainOptions } from '../protocol';
import { type Epoch, runEpochs, type StepOutcome, type StepPlace } from './epochs';
import { trainables } from './trainedNetwork';
import type { TrainingEvent } from './trainingEvent';
import type { TrainingState } from './trainingState';

/** Where an epoch's batches come from. */
export interface TrainingFeed {
  /** Images of an epoch. */
  readonly count: number;
  /** The batch of some images, by their positions; `rng` is the epoch's. */
  readonly batch: (indices: Uint32Array, rng: Rng) => BatchTensors;
}

/** The images of a set as they are, or cropped and flipped. */
export function feedOf(
  set: ImageSet,
  normalisation: Normalisation,
  augmentation: TrainOptions['augmentation'],
): TrainingFeed {
  return {
    count: set.count,
    batch: (indices, rng) => uploadBatch(set, indices, normalisation, augmentation === 'none' ? null : rng),
  };
}

/** A term beside the cross-entropy, from the outputs of `taps`; its gradient reaches the parameters. */
export interface Penalty {
  readonly taps: readonly string[];
  /** What else it needs of a batch, whose images stand at `indices` of the feed: made before the step, which frees it. */
  readonly given: (batch: BatchTensors, indices: Uint32Array) => Tensor[];
  /** A scalar. */
  readonly of: (taps: ReadonlyMap<string, Tensor>, given: readonly Tensor[]) => Tensor;
}

/** A classifier that is trained, and how; `Own`: what its method says besides, after an epoch. */
export interface Training<Own = never> {
  readonly graph: Graph;
  readonly parameters: OwnedTensors;
  readonly options: TrainingOptions;
  readonly seed: number;
  readonly state: TrainingState;
  readonly stage: AnyStage;
  /** Name of this phase in the state, and of its random numbers. */
  readonly phase: string;
  readonly feed: (epoch: number) => TrainingFeed;
  /** Of logits [N, K] and one-hot labels [N, K]: a scalar; cross-entropy by default. */
  readonly objective?: (logits: Tensor, oneHot: Tensor) => Tensor;
  readonly penalty?: Penalty;
  /** What is done to the parameters after each step, in place. */
  readonly afterStep?: (parameters: OwnedTensors) => void;
  /** What follows each epoch, before the state is kept. */
  readonly afterEpoch?: (epoch: number) => AsyncGenerator<TrainingEvent | Own, void>;
}

/** How the rate of a training moves: as the options of an attack name it, or as tunings have it besides. */
export type Schedule = TrainOptions['schedule'] | 'cosine' | 'early-drop' | 'late-drop';
export type TrainingOptions = Omit<TrainOptions, 'schedule'> & {
  readonly schedule: Schedule;
  readonly nesterov?: boolean;
};

/** Share of the steps in which the rate of a one-cycle schedule rises. */
const WARM_UP = 0.3;
/** Where a schedule of steps drops: the paper's 60 and 120 of 200 epochs. */
const DROPS = [0.3, 0.6];
/** Where an early drop is: NAD's second of twenty epochs. */
const EARLY = 0.1;
/** Where a late one is: ABL's fortieth of sixty epochs. */
const LATE = 2 / 3;

/** One-cycle rate: from peak / 25 up to the peak in the first 30 % of the steps, then down to almost nothing, on cosines. */
export function oneCycleRate(peak: number, step: number, totalSteps: number): number {
  const rise = WARM_UP * totalSteps;
  const start = peak / 25;
  const end = start / 1e4;
  const blend = (from: number, to: number, share: number): number =>
    to + ((from - to) * (1 + Math.cos(Math.PI * share))) / 2;
  return step < rise
    ? blend(start, peak, step / rise)
    : blend(peak, end, (step - rise) / Math.max(1, totalSteps - rise));
}

/** The rate of a step, counted from 0. */
export function rateOf(
  { schedule, learningRate }: Pick<TrainingOptions, 'schedule' | 'learningRate'>,
  step: number,
  totalSteps: number,
): number {
  switch (schedule) {
    case 'one-cycle':
      return oneCycleRate(learningRate, step, totalSteps);
    case 'steps':
      return learningRate * 0.1 ** DROPS.filter((share) => step >= share * totalSteps).length;
    case 'constant':
      return learningRate;
    case 'cosine':
      return (learningRate * (1 + Math.cos((Math.PI * step) / totalSteps))) / 2;
    case 'early-drop':
      return step < EARLY * totalSteps ? learningRate : learningRate / 10;
    case 'late-drop':
      return step < LATE * totalSteps ? learningRate : learningRate / 10;
    default:
      return schedule satisfies never;
  }
}

/** Gradient of the objective, and of the penalty where there is one, by all weights. Moves nothing. */
export function differentiateBatch(
  {
    graph,
    parameters,
    objective = crossEntropy,
    penalty,
  }: Pick<Training, 'graph' | 'parameters' | 'objective' | 'penalty'>,
  batch: BatchTensors,
  indices: Uint32Array,
): StepResult {
  const given = penalty?.given(batch, indices) ?? [];
  try {
    return differentiate({
      graph,
      parameters,
      x: batch.x,
      objective: (logits) => objective(logits, batch.oneHot),
      ...(penalty === undefined ? {} : { taps: penalty.taps, penalty: (taps) => penalty.of(taps, given) }),
      by: trainables({ graph, parameters }),
      mode: 'train',
    });
  } finally {
    for (const each of given) each.dispose();
  }
}

/** Takes one step and moves the parameters; the batch is freed. */
function takeStep(
  training: Omit<Training, 'afterEpoch'>,
  { sgd, learningRate }: { readonly sgd: Sgd; readonly learningRate: number },
  batch: BatchTensors,
  indices: Uint32Array,
): StepOutcome {
  const { graph, parameters } = training;
  try {
    const { gradients, logits, statistics, value } = differentiateBatch(training, batch, indices);
    sgd.step(parameters, gradients, { learningRate });
    moveRunningStatistics(graph, parameters, statistics);
    training.afterStep?.(parameters);
    // What is read is comparable whatever is trained on.
    const loss = training.objective === undefined ? value : tidy(() => crossEntropy(logits, batch.oneHot));
    if (loss !== value) value.dispose();
    for (const each of gradients.values()) each.dispose();
    disposeStatistics(statistics);
    return { loss, answers: { logits, labels: batch.labels }, learningRate };
  } finally {
    disposeBatch(batch);
  }
}

/** Trains `parameters` in place, from the epoch that comes next. Throws `diverged` when the loss is no longer a number. */
export async function* trainClassifier<Own = never>(
  training: Training<Own>,
): AsyncGenerator<TrainingEvent | Own, void> {
  const { options, phase, state } = training;
  const velocity = `${phase}/velocity`;
  const sgd = new Sgd(options, state.tensors(velocity, null));
  const begin = (epoch: number): Epoch => {
    const { batch, count } = training.feed(epoch);
    const take = ({ indices, rng, step, limit }: StepPlace): StepOutcome => {
      const learningRate = rateOf(options, step, limit);
      return takeStep(training, { sgd, learningRate }, batch(indices, rng), indices);
    };
    return { count, take };
  };
  yield* runEpochs({ ...training, epochs: options.epochs, batchSize: options.batchSize, begin });
  state.drop(velocity);
}

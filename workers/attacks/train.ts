/** Trains a classifier: SGD with momentum and a schedule. Attacks that only poison the data need nothing else (spec 2.15). */
import { epochBatches } from '../data/batches';
import type { ImageSet } from '../data/images';
import type { Normalisation } from '../data/normalise';
import { createRng, type Rng } from '../engine/rng';
import { type BatchTensors, disposeBatch, uploadBatch } from '../graph/batchTensors';
import { differentiate, disposeStep, type StepResult } from '../graph/gradients';
import type { Graph } from '../graph/graph';
import { agreement, argMaxRows } from '../graph/infer';
import { crossEntropy } from '../graph/loss';
import { moveRunningStatistics, type OwnedTensors, trainedTensors } from '../graph/parameters';
import { devicePace, ReadBack, type Reading } from '../graph/readBack';
import { Sgd } from '../graph/sgd';
import type { Tensor } from '../device/tf';
import { FaultError, type TrainingStage, type TrainOptions } from '../protocol';
import type { AttackEvent } from './attack';
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

/** A classifier that is trained, and how. */
export interface Training {
  readonly graph: Graph;
  readonly parameters: OwnedTensors;
  readonly options: TrainOptions;
  readonly seed: number;
  readonly state: TrainingState;
  readonly stage: TrainingStage;
  /** Name of this phase in the state, and of its random numbers. */
  readonly phase: string;
  readonly feed: (epoch: number) => TrainingFeed;
  readonly penalty?: Penalty;
  /** What follows each epoch, before the state is kept. */
  readonly afterEpoch?: (epoch: number) => AsyncGenerator<AttackEvent, void>;
}

/** Share of the steps in which the rate of a one-cycle schedule rises. */
const WARM_UP = 0.3;
/** Where a schedule of steps drops: the paper's 60 and 120 of 200 epochs. */
const DROPS = [0.3, 0.6];

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
export function rateOf({ schedule, learningRate }: TrainOptions, step: number, totalSteps: number): number {
  switch (schedule) {
    case 'one-cycle':
      return oneCycleRate(learningRate, step, totalSteps);
    case 'steps':
      return learningRate * 0.1 ** DROPS.filter((share) => step >= share * totalSteps).length;
    case 'constant':
      return learningRate;
    default:
      return schedule satisfies never;
  }
}

/** A step whose loss and logits are on their way. */
interface TakenStep {
  readonly step: number;
  readonly learningRate: number;
  readonly labels: Uint16Array;
}

function eventOf(
  { note, values }: Reading<TakenStep>,
  { graph, stage }: Training,
  limit: number,
): AttackEvent {
  const { step, learningRate, labels } = note;
  const [[loss = Number.NaN] = [], logits = new Float32Array()] = values;
  if (!Number.isFinite(loss)) throw new FaultError('diverged', { step, learningRate });
  const trainAccuracy = agreement(argMaxRows(logits, graph.classes), labels);
  return { kind: 'step', stage, step, limit, values: { loss, trainAccuracy } };
}

/** Steps of an epoch; a short last batch is left out, so that shapes stay. Throws `batch-too-large` where that leaves none. */
function stepsPerEpoch(count: number, batchSize: number): number {
  const steps = Math.floor(count / batchSize);
  if (steps === 0) throw new FaultError('training-set-too-small', { found: count, needed: batchSize });
  return steps;
}

/** Gradient of the cross-entropy, and of the penalty where there is one, by all weights. Moves nothing. */
export function differentiateBatch(
  { graph, parameters, penalty }: Pick<Training, 'graph' | 'parameters' | 'penalty'>,
  batch: BatchTensors,
  indices: Uint32Array,
): StepResult {
  const given = penalty?.given(batch, indices) ?? [];
  try {
    return differentiate({
      graph,
      parameters,
      x: batch.x,
      objective: (logits) => crossEntropy(logits, batch.oneHot),
      ...(penalty === undefined ? {} : { taps: penalty.taps, penalty: (taps) => penalty.of(taps, given) }),
      by: trainedTensors(graph, parameters),
      mode: 'train',
    });
  } finally {
    for (const each of given) each.dispose();
  }
}

/** Trains `parameters` in place, from the epoch that comes next. Throws `diverged` when the loss is no longer a number. */
export async function* trainClassifier(training: Training): AsyncGenerator<AttackEvent, void> {
  const { graph, options, parameters, phase, seed, state } = training;
  const { batchSize, epochs } = options;
  const first = state.epochsDone(phase);
  const velocity = state.tensors(`${phase}/velocity`, null);
  const sgd = new Sgd(options, velocity);
  const readBack = new ReadBack<TakenStep>(devicePace());
  try {
    for (let epoch = first; epoch < epochs; epoch++) {
      const feed = training.feed(epoch);
      const perEpoch = stepsPerEpoch(feed.count, batchSize);
      const limit = perEpoch * epochs;
      const rng = createRng(seed, `${phase}/epoch/${String(epoch)}`);
      const batches = epochBatches(feed.count, rng, { batchSize, last: 'drop' });
      let step = epoch * perEpoch;
      for (const { indices } of batches) {
        const batch = feed.batch(indices, rng);
        const learningRate = rateOf(options, step, limit);
        try {
          const result = differentiateBatch(training, batch, indices);
          sgd.step(parameters, result.gradients, { learningRate });
          moveRunningStatistics(graph, parameters, result.statistics);
          step++;
          readBack.add({ step, learningRate, labels: batch.labels }, [result.value, result.logits]);
          disposeStep(result);
        } finally {
          disposeBatch(batch);
        }
        for await (const reading of readBack.due()) yield eventOf(reading, training, limit);
      }
      for await (const reading of readBack.rest()) yield eventOf(reading, training, limit);
      if (training.afterEpoch !== undefined) yield* training.afterEpoch(epoch);
      await state.endEpoch(phase, epoch);
    }
    state.drop(`${phase}/velocity`);
  } finally {
    readBack.dispose();
  }
}

/** Epochs of steps, whatever a step is: in an order that the seed and the epoch give, kept in the state after each epoch. */
import { epochBatches } from '../data/batches';
import type { Tensor } from '../device/tf';
import { createRng, type Rng } from '../engine/rng';
import { agreement, argMaxRows } from '../graph/infer';
import { devicePace, ReadBack, type Reading } from '../graph/readBack';
import { type AnyStage, FaultError } from '../protocol';
import type { TrainingEvent } from './trainingEvent';
import type { TrainingState } from './trainingState';

/** Where a step stands. */
export interface StepPlace {
  /** Positions of the batch's images. */
  readonly indices: Uint32Array;
  /** Place of the batch in its epoch, counted from 0. */
  readonly at: number;
  /** Of the epoch. */
  readonly rng: Rng;
  /** Counted from 0 through all epochs, and how many there will be. */
  readonly step: number;
  readonly limit: number;
}

/** What a step leaves to be read; the tensors are freed by whoever reads them. */
export interface StepOutcome {
  /** A scalar. */
  readonly loss: Tensor;
  /** Logits [N, K] of a classifier and what their images were to be taken for, where accuracy is of interest. */
  readonly answers: { readonly logits: Tensor; readonly labels: Uint16Array } | null;
  readonly learningRate: number;
}

export interface Epoch {
  /** Images of the epoch; a short last batch is left out, so that shapes stay. */
  readonly count: number;
  /** Takes one step: moves what is trained. */
  readonly take: (place: StepPlace) => StepOutcome;
}

/** `Own`: what a method says besides, after an epoch. */
export interface EpochPlan<Own = never> {
  readonly state: TrainingState;
  readonly seed: number;
  readonly stage: AnyStage;
  /** Name in the state, and of the random numbers. */
  readonly phase: string;
  readonly epochs: number;
  readonly batchSize: number;
  /** Begins an epoch, counted from 0. */
  readonly begin: (epoch: number) => Epoch;
  /** What follows each epoch, before the state is kept. */
  readonly afterEpoch?: (epoch: number) => AsyncIterable<TrainingEvent | Own> | Iterable<TrainingEvent | Own>;
}

interface Note {
  readonly step: number;
  readonly learningRate: number;
  readonly labels: Uint16Array | null;
}

function eventOf({ note, values }: Reading<Note>, stage: AnyStage, limit: number): TrainingEvent {
  const { step, learningRate, labels } = note;
  const [[loss = Number.NaN] = [], logits = new Float32Array()] = values;
  if (!Number.isFinite(loss)) throw new FaultError('diverged', { step, learningRate });
  if (labels === null) return { kind: 'step', stage, step, limit, values: { loss } };
  const trainAccuracy = agreement(argMaxRows(logits, logits.length / labels.length), labels);
  return { kind: 'step', stage, step, limit, values: { loss, trainAccuracy } };
}

/** Steps of an epoch. Throws `training-set-too-small` where there is not one whole batch. */
export function stepsPerEpoch(count: number, batchSize: number): number {
  const steps = Math.floor(count / batchSize);
  if (steps === 0) throw new FaultError('training-set-too-small', { found: count, needed: batchSize });
  return steps;
}

/** Runs the epochs that are not over yet. Throws `diverged` when a loss is no longer a number. */
export async function* runEpochs<Own = never>(
  plan: EpochPlan<Own>,
): AsyncGenerator<TrainingEvent | Own, void> {
  const { afterEpoch, batchSize, begin, epochs, phase, seed, stage, state } = plan;
  const readBack = new ReadBack<Note>(devicePace());
  try {
    for (let epoch = state.epochsDone(phase); epoch < epochs; epoch++) {
      const { count, take } = begin(epoch);
      const perEpoch = stepsPerEpoch(count, batchSize);
      const limit = perEpoch * epochs;
      const rng = createRng(seed, `${phase}/epoch/${String(epoch)}`);
      for (const [at, { indices }] of epochBatches(count, rng, { batchSize, last: 'drop' }).entries()) {
        const step = epoch * perEpoch + at;
        const { loss, answers, learningRate } = take({ indices, at, rng, step, limit });
        const read = answers === null ? [loss] : [loss, answers.logits];
        readBack.add({ step: step + 1, learningRate, labels: answers?.labels ?? null }, read);
        for (const each of read) each.dispose();
        for await (const reading of readBack.due()) yield eventOf(reading, stage, limit);
      }
      for await (const reading of readBack.rest()) yield eventOf(reading, stage, limit);
      yield* afterEpoch?.(epoch) ?? [];
      await state.endEpoch(phase, epoch);
    }
  } finally {
    readBack.dispose();
  }
}

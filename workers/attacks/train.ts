/**
 * Trains a classifier from scratch: SGD with Nesterov-free momentum and a one-cycle rate. Attacks that only poison the
 * data need nothing else (spec 2.15); the zoo is made with it.
 */
import { disposeBatch, uploadBatch } from '../graph/batchTensors';
import { differentiate, disposeStep } from '../graph/gradients';
import type { Graph } from '../graph/graph';
import { trainableNames } from '../graph/graph';
import { agreement, argMaxRows } from '../graph/infer';
import { crossEntropy } from '../graph/loss';
import { moveRunningStatistics, type OwnedTensors } from '../graph/parameters';
import { devicePace, ReadBack, type Reading } from '../graph/readBack';
import { Sgd } from '../graph/sgd';
import { epochBatches } from '../data/batches';
import type { ImageSet } from '../data/images';
import type { Normalisation } from '../data/normalise';
import { createRng } from '../engine/rng';
import { FaultError } from '../protocol';

export interface TrainOptions {
  readonly epochs: number;
  readonly batchSize: number;
  /** Peak of the one-cycle schedule. */
  readonly learningRate: number;
  readonly momentum: number;
  readonly weightDecay: number;
  readonly augmentation: 'none' | 'crop-flip';
  readonly seed: number;
}

export interface TrainStep {
  readonly step: number;
  readonly totalSteps: number;
  readonly epoch: number;
  readonly loss: number;
  readonly accuracy: number;
}

/** Share of the steps in which the rate rises. */
const WARM_UP = 0.3;

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

/** A step whose loss and logits are on their way. */
interface TakenStep extends Pick<TrainStep, 'step' | 'epoch'> {
  readonly learningRate: number;
  readonly labels: Uint16Array;
}

function stepOf({ note, values }: Reading<TakenStep>, classes: number): Omit<TrainStep, 'totalSteps'> {
  const { step, epoch, learningRate, labels } = note;
  const [[loss = Number.NaN] = [], logits = new Float32Array()] = values;
  if (!Number.isFinite(loss)) throw new FaultError('diverged', { step, learningRate });
  return { step, epoch, loss, accuracy: agreement(argMaxRows(logits, classes), labels) };
}

/** Trains `parameters` in place on `set`. Throws `diverged` when the loss is no longer a number. */
export async function* trainClassifier(
  network: {
    readonly graph: Graph;
    readonly parameters: OwnedTensors;
    readonly normalisation: Normalisation;
  },
  set: ImageSet,
  options: TrainOptions,
): AsyncGenerator<TrainStep, void> {
  const { graph, parameters, normalisation } = network;
  const sgd = new Sgd(options);
  const perEpoch = Math.floor(set.count / options.batchSize);
  const totalSteps = perEpoch * options.epochs;
  const readBack = new ReadBack<TakenStep>(devicePace());
  const heard = (reading: Reading<TakenStep>): TrainStep => ({
    ...stepOf(reading, graph.classes),
    totalSteps,
  });
  let step = 0;
  try {
    for (let epoch = 0; epoch < options.epochs; epoch++) {
      const rng = createRng(options.seed, `train/epoch/${String(epoch)}`);
      const batches = epochBatches(set.count, rng, { batchSize: options.batchSize, last: 'drop' });
      for (const { indices } of batches) {
        const batch = uploadBatch(set, indices, normalisation, options.augmentation === 'none' ? null : rng);
        const by = new Map(trainableNames(graph).map((name) => [name, parameters.get(name) ?? batch.x]));
        const result = differentiate({
          graph,
          parameters,
          x: batch.x,
          objective: (logits) => crossEntropy(logits, batch.oneHot),
          by,
          mode: 'train',
        });
        const learningRate = oneCycleRate(options.learningRate, step, totalSteps);
        sgd.step(parameters, result.gradients, { learningRate });
        moveRunningStatistics(graph, parameters, result.statistics);
        step++;
        readBack.add({ step, epoch, learningRate, labels: batch.labels }, [result.value, result.logits]);
        disposeStep(result);
        disposeBatch(batch);
        for await (const reading of readBack.due()) yield heard(reading);
      }
    }
    for await (const reading of readBack.rest()) yield heard(reading);
  } finally {
    readBack.dispose();
    sgd.dispose();
  }
}

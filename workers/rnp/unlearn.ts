/**
 * Stage 1 of RNP, neuron unlearning: ascent on the clean loss of the defense images (paper Eq. 2, Algorithm 1).
 *
 *   cross-entropy   w <- w + rate * d CE / dw          momentum, weight decay, step schedule (reference code)
 *   bounded         ascend mean log(1 - p_y)           pushes only what is still right
 *   loss-scaled     rate = min(gain / |g|^2, learningRate): to first order each step raises the objective by `gain`
 *
 * Weight decay still shrinks: only the loss is negated (spec 0, point 2). The gradient norm is clipped after the
 * backward pass; the reference code calls its clip before it, on zeroed gradients, where it does nothing.
 * Departures from the paper stand at their options in `protocol/options`.
 */
import { type BatchTensors, disposeBatch, uploadBatch } from '../graph/batchTensors';
import { agreement, argMaxRows, type Classifier, inferLogits, meanCrossEntropy } from '../graph/infer';
import { boundedObjective, crossEntropy } from '../graph/loss';
import { Sgd } from '../graph/sgd';
import { type ImageSet, take } from '../data/images';
import type { UnlearnOptions } from '../protocol';
import type { Feed } from './feed';
import { clampMasks } from './masks';
import type { StageReading } from './reading';
import { type Learner, type StepOutcome, takeStep } from './step';

export interface UnlearnInput {
  /** A copy of the original; NU moves its weights, FU its masks. */
  readonly learner: Learner;
  readonly feed: Feed;
  readonly options: UnlearnOptions;
  /** Where to go on: epochs already done. Momentum starts anew there. */
  readonly firstEpoch?: number;
}

export interface UnlearnResult {
  readonly steps: number;
  readonly epochs: number;
  readonly stopReason: 'level-reached' | 'chance-reached' | 'limit' | 'diverged';
  /** Accuracy the stop rule last saw. */
  readonly trainAccuracy: number;
}

/** Plain images a look at the whole network is taken on; more would cost more than the ascent itself. */
const PLAIN_IMAGES = 256;
/** `chance` looks after every second step. */
const LOOK_EVERY = 2;

/** The factor that brings a gradient of squared norm `squared` down to `limit`; 1 where it is shorter or the limit is 0. */
export function clipFactor(squared: number, limit: number): number {
  const norm = Math.sqrt(squared);
  return limit > 0 && norm > limit ? limit / norm : 1;
}

/** The learning rate of a step: fixed with its schedule, or scaled to raise the objective by the wanted gain. */
export function ascentRate(options: UnlearnOptions, squared: number, epoch: number): number {
  if (options.stepRule === 'loss-scaled') {
    return squared > 0 ? Math.min(options.gainPerStep / squared, options.learningRate) : options.learningRate;
  }
  const drops = options.decayEvery > 0 ? Math.floor(epoch / options.decayEvery) : 0;
  return options.learningRate * 0.1 ** drops;
}

/** Accuracy and cross-entropy on plain images with batch statistics; the running ones stay as they are. */
async function look(classifier: Classifier, images: ImageSet): Promise<{ accuracy: number; loss: number }> {
  const logits = await inferLogits(classifier, images, { mode: 'train' });
  return {
    accuracy: agreement(argMaxRows(logits, classifier.graph.classes), images.labels),
    loss: meanCrossEntropy(logits, images.labels, classifier.graph.classes),
  };
}

async function ascend(
  { learner, options }: UnlearnInput,
  sgd: Sgd,
  epoch: number,
  batch: BatchTensors,
): Promise<StepOutcome> {
  const objective = options.objective === 'bounded' ? boundedObjective : crossEntropy;
  return takeStep(
    learner,
    batch,
    (logits) => objective(logits, batch.oneHot),
    (targets, gradients, squared) => {
      const scale = clipFactor(squared, options.clipNorm);
      const learningRate = ascentRate(options, squared * scale * scale, epoch);
      sgd.step(targets, gradients, { learningRate, sign: -1, scale });
      if (learner.moves === 'masks') clampMasks(targets);
    },
  );
}

/** Decides after each step and each epoch whether the ascent has done enough. */
class StopRule {
  /** Accuracy last looked at. */
  accuracy = 1;
  private epochCorrect = 0;
  private epochImages = 0;
  private readonly plain: ImageSet;

  constructor(private readonly input: UnlearnInput) {
    const { images } = input.feed;
    const count = Math.min(images.count, PLAIN_IMAGES);
    this.plain = take(
      images,
      Uint32Array.from({ length: count }, (_, index) => index),
    );
  }

  /** After a step; `reading` is the accuracy of the batch before it. */
  async afterStep(
    step: number,
    batchImages: number,
    reading: number,
  ): Promise<UnlearnResult['stopReason'] | null> {
    const { learner, feed, options } = this.input;
    this.epochCorrect += reading * batchImages;
    this.epochImages += batchImages;
    if (options.stopRule === 'batch-accuracy') {
      this.accuracy = reading;
      return reading <= options.stopAccuracy ? 'level-reached' : null;
    }
    if (options.stopRule !== 'chance' || step % LOOK_EVERY !== 0) return null;
    const classifier: Classifier = {
      graph: learner.graph,
      parameters: learner.parameters,
      normalisation: feed.normalisation,
      ...(learner.masks === null ? {} : { masks: learner.masks }),
    };
    const { accuracy, loss } = await look(classifier, this.plain);
    this.accuracy = accuracy;
    if (accuracy <= options.stopAccuracy) return 'level-reached';
    return loss >= Math.log(learner.graph.classes) ? 'chance-reached' : null;
  }

  /** After an epoch: its accuracy accumulated on the fly, as the reference counts it. */
  afterEpoch(): UnlearnResult['stopReason'] | null {
    const { options } = this.input;
    const accuracy = this.epochImages === 0 ? 1 : this.epochCorrect / this.epochImages;
    this.epochCorrect = 0;
    this.epochImages = 0;
    if (options.stopRule === 'epoch-accuracy' || options.stopRule === 'never') this.accuracy = accuracy;
    return options.stopRule === 'epoch-accuracy' && accuracy <= options.stopAccuracy ? 'level-reached' : null;
  }
}

/**
 * Ascends until the stop rule is satisfied or `maxEpochs` are over. A loss or gradient that is not finite ends the
 * ascent with `diverged`; the network then has the state before that step.
 */
export async function* unlearn(input: UnlearnInput): AsyncGenerator<StageReading, UnlearnResult> {
  const { feed, options } = input;
  const sgd = new Sgd(options);
  const rule = new StopRule(input);
  const limit = options.maxEpochs * feed.batchesPerEpoch;
  let epoch = input.firstEpoch ?? 0;
  let step = epoch * feed.batchesPerEpoch;
  const result = (stopReason: UnlearnResult['stopReason'], epochs: number): UnlearnResult => ({
    steps: step,
    epochs,
    stopReason,
    trainAccuracy: rule.accuracy,
  });
  try {
    for (; epoch < options.maxEpochs; epoch++) {
      const plan = feed.epoch(epoch);
      for (const indices of plan.batches) {
        const batch = uploadBatch(feed.images, indices, feed.normalisation, plan.augmentWith);
        try {
          const outcome = await ascend(input, sgd, epoch, batch);
          if (!outcome.finite) return result('diverged', epoch);
          step++;
          yield { step, epoch, limit, values: { loss: outcome.loss, trainAccuracy: outcome.accuracy } };
          const stop = await rule.afterStep(step, indices.length, outcome.accuracy);
          if (stop !== null) return result(stop, epoch + 1);
        } finally {
          disposeBatch(batch);
        }
      }
      const stop = rule.afterEpoch();
      if (stop !== null) return result(stop, epoch + 1);
    }
    return result('limit', epoch);
  } finally {
    sgd.dispose();
  }
}

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
import { type BatchTensors, disposeBatch } from '../graph/batchTensors';
import { boundedObjective, crossEntropy } from '../graph/loss';
import { type OwnedTensors, replaceTensor } from '../graph/parameters';
import { Sgd } from '../graph/sgd';
import type { UnlearnOptions } from '../protocol';
import { type Feed, uploadPlanned } from './feed';
import { clampMasks } from './masks';
import type { Repeated, StageReading } from './reading';
import { type Learner, type StepOutcome, takeStep } from './step';

export interface UnlearnInput {
  /** A copy of the original; NU moves its weights, FU its masks. */
  readonly learner: Learner;
  readonly feed: Feed;
  readonly options: UnlearnOptions;
  /** The first steps, repeated with the options they once had. No stop rule ends them: they were gone before. */
  readonly repeated?: Repeated<UnlearnOptions>;
  /** Where to go on. The tensors stay the caller's. */
  readonly resume?: EpochEnd;
  /** Asked after each step: end here with what there is. */
  readonly endsNow?: () => boolean;
  /** Called at the end of each epoch that is not the last. */
  readonly onEpoch?: (end: EpochEnd) => Promise<void>;
}

export interface UnlearnResult {
  readonly steps: number;
  readonly epochs: number;
  readonly stopReason: 'level-reached' | 'chance-reached' | 'limit' | 'diverged' | 'skipped';
  /** Accuracy the stop rule last saw. */
  readonly trainAccuracy: number;
}

/** `chance` looks at the mean of this many batches: one alone is noisy. */
const LOOK_BACK = 2;

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

/** Decides after each forward pass and each epoch whether the ascent has done enough. */
class StopRule {
  /** Accuracy last looked at. */
  accuracy = 1;
  private epochCorrect = 0;
  private epochImages = 0;
  private readonly recent: { loss: number; accuracy: number }[] = [];

  constructor(
    private readonly options: UnlearnOptions,
    private readonly classes: number,
  ) {}

  /** On a batch's reading, before the step it would lead to. */
  onBatch(images: number, reading: { loss: number; accuracy: number }): UnlearnResult['stopReason'] | null {
    const { stopRule, stopAccuracy } = this.options;
    this.epochCorrect += reading.accuracy * images;
    this.epochImages += images;
    if (stopRule === 'batch-accuracy') {
      this.accuracy = reading.accuracy;
      return reading.accuracy <= stopAccuracy ? 'level-reached' : null;
    }
    if (stopRule !== 'chance') return null;
    this.recent.push(reading);
    if (this.recent.length > LOOK_BACK) this.recent.shift();
    const mean = (of: 'loss' | 'accuracy'): number =>
      this.recent.reduce((sum, each) => sum + each[of], 0) / this.recent.length;
    this.accuracy = mean('accuracy');
    if (this.recent.length < LOOK_BACK) return null;
    if (this.accuracy <= stopAccuracy) return 'level-reached';
    return mean('loss') >= Math.log(this.classes) ? 'chance-reached' : null;
  }

  /** After an epoch: its accuracy accumulated on the fly, as the reference counts it. */
  afterEpoch(): UnlearnResult['stopReason'] | null {
    const { stopRule, stopAccuracy } = this.options;
    const accuracy = this.epochImages === 0 ? 1 : this.epochCorrect / this.epochImages;
    this.epochCorrect = 0;
    this.epochImages = 0;
    if (stopRule === 'epoch-accuracy' || stopRule === 'never') this.accuracy = accuracy;
    return stopRule === 'epoch-accuracy' && accuracy <= stopAccuracy ? 'level-reached' : null;
  }
}

interface Ascent {
  readonly outcome: StepOutcome;
  readonly stop: UnlearnResult['stopReason'] | null;
}

async function ascend(
  learner: Learner,
  options: UnlearnOptions,
  sgd: Sgd,
  rule: StopRule,
  epoch: number,
  batch: BatchTensors,
): Promise<Ascent> {
  const objective = options.objective === 'bounded' ? boundedObjective : crossEntropy;
  let stop: UnlearnResult['stopReason'] | null = null;
  const outcome = await takeStep(
    learner,
    batch,
    (logits) => objective(logits, batch.oneHot),
    (targets, gradient) => {
      stop = rule.onBatch(batch.labels.length, gradient);
      // At chance the network is where it should be: this gradient is not followed any more.
      if (stop !== null && options.stopRule === 'chance') return;
      const scale = clipFactor(gradient.squaredNorm, options.clipNorm);
      const learningRate = ascentRate(options, gradient.squaredNorm * scale * scale, epoch);
      sgd.step(targets, gradient.values, { learningRate, sign: -1, scale });
      if (learner.moves === 'masks') clampMasks(targets);
    },
  );
  return { outcome, stop };
}

/** State at the end of an epoch, for a snapshot: the tensors stay the ascent's. */
export interface EpochEnd {
  readonly epochs: number;
  readonly steps: number;
  readonly velocity: OwnedTensors;
}

/**
 * Ascends until the stop rule is satisfied or `maxEpochs` are over. A loss or gradient that is not finite ends the
 * ascent with `diverged`; the network then has the state before that step.
 */
export async function* unlearn(input: UnlearnInput): AsyncGenerator<StageReading, UnlearnResult> {
  const { feed, options, learner, repeated } = input;
  const sgd = new Sgd(options);
  for (const [name, velocity] of input.resume?.velocity ?? [])
    replaceTensor(sgd.velocity, name, velocity.clone());
  let now = options;
  let rule = new StopRule(options, learner.graph.classes);
  const limit = options.maxEpochs * feed.batchesPerEpoch;
  let epoch = input.resume?.epochs ?? 0;
  let step = input.resume?.steps ?? 0;
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
        const isRepeated = step < (repeated?.steps ?? 0);
        const wanted = isRepeated ? (repeated?.optionsAt(step + 1) ?? options) : options;
        if (wanted !== now) {
          now = wanted;
          sgd.options = now;
          rule = new StopRule(now, learner.graph.classes);
        }
        const batch = uploadPlanned(feed, plan, indices, now.augmentation);
        try {
          const { outcome, stop } = await ascend(learner, now, sgd, rule, epoch, batch);
          if (!outcome.finite) return result('diverged', epoch);
          step++;
          yield { step, epoch, limit, values: { loss: outcome.loss, trainAccuracy: outcome.accuracy } };
          if (stop !== null && !isRepeated) return result(stop, epoch + 1);
          if (input.endsNow?.() === true) return result('skipped', epoch + 1);
        } finally {
          disposeBatch(batch);
        }
      }
      const stop = rule.afterEpoch();
      if (stop !== null && step > (repeated?.steps ?? 0)) return result(stop, epoch + 1);
      await input.onEpoch?.({ epochs: epoch + 1, steps: step, velocity: sgd.velocity });
    }
    return result('limit', epoch);
  } finally {
    sgd.dispose();
  }
}

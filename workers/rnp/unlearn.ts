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
import type { BatchTensors } from '../graph/batchTensors';
import { boundedObjective, crossEntropy } from '../graph/loss';
import { type OwnedTensors, replaceTensor } from '../graph/parameters';
import { devicePace } from '../graph/readBack';
import { Sgd } from '../graph/sgd';
import type { UnlearnOptions } from '../protocol';
import { type EpochPlan, uploadPlanned } from './feed';
import { clampMasks } from '../pruning/masks';
import { type Repeated, type StageInput, type StageReading, stepOptions } from './reading';
import type { Learner } from './step';
import { type StepOutcome, Steps, type StepWork } from './steps';

export interface UnlearnInput extends StageInput {
  /** A copy of the original; NU moves its weights, FU its masks. */
  readonly learner: Learner;
  readonly options: UnlearnOptions;
  /** The first steps, repeated with the options they once had. No stop rule ends them: they were gone before. */
  readonly repeated?: Repeated<UnlearnOptions>;
  /** Where to go on. The tensors stay the caller's. */
  readonly resume?: EpochEnd;
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

type StopReason = UnlearnResult['stopReason'];
/** Readings, and at the end the result of the ascent where one of them ended it. */
type Reporting = AsyncGenerator<StageReading, UnlearnResult | null>;

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
  onBatch(images: number, reading: { loss: number; accuracy: number }): StopReason | null {
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
  afterEpoch(): StopReason | null {
    const { stopRule, stopAccuracy } = this.options;
    const accuracy = this.epochImages === 0 ? 1 : this.epochCorrect / this.epochImages;
    this.epochCorrect = 0;
    this.epochImages = 0;
    if (stopRule === 'epoch-accuracy' || stopRule === 'never') this.accuracy = accuracy;
    return stopRule === 'epoch-accuracy' && accuracy <= stopAccuracy ? 'level-reached' : null;
  }
}

/**
 * Whether a step depends on its own numbers: a loss-scaled or clipped one on the gradient's norm; and where the rule looks
 * after every batch, whether there is a next one (at chance, whether there is this one).
 */
function waits({ clipNorm, stepRule, stopRule }: UnlearnOptions): boolean {
  const looksAtBatch = stopRule === 'batch-accuracy' || stopRule === 'chance';
  return looksAtBatch || stepRule === 'loss-scaled' || clipNorm > 0;
}

/** A step of the ascent, on its way. */
interface Place {
  /** Counted from 1. */
  readonly step: number;
  readonly epoch: number;
  readonly images: number;
  readonly isRepeated: boolean;
  /** What the stop rule said, where it was asked before the step. */
  verdict?: { readonly stop: StopReason | null };
}

/** State at the end of an epoch, for a snapshot: the tensors stay the ascent's. */
export interface EpochEnd {
  readonly epochs: number;
  readonly steps: number;
  readonly velocity: OwnedTensors;
}

/** What the ascent holds between two steps. */
class Ascent {
  readonly sgd: Sgd;
  readonly steps: Steps<Place>;
  /** Steps answered, and steps taken: the device may be ahead. */
  answered: number;
  taken: number;
  private options: UnlearnOptions;
  private rule: StopRule;

  constructor(private readonly input: UnlearnInput) {
    const { learner, options, pace = devicePace(), resume } = input;
    this.options = options;
    this.rule = this.ruleOf(options);
    this.sgd = new Sgd(options);
    for (const [name, velocity] of resume?.velocity ?? [])
      replaceTensor(this.sgd.velocity, name, velocity.clone());
    this.steps = new Steps(learner, this.sgd, pace);
    this.answered = this.taken = resume?.steps ?? 0;
  }

  /** Takes the next step; with its options where they are new, which starts the stop rule afresh. */
  async *ascend(plan: EpochPlan, indices: Uint32Array, epoch: number): Reporting {
    const { feed, options: own, repeated } = this.input;
    this.taken++;
    const { isRepeated, options } = stepOptions(repeated, own, this.taken);
    if (options !== this.options) {
      const ended = yield* this.settle();
      if (ended !== null) return ended;
      this.options = options;
      this.rule = this.ruleOf(options);
    }
    const batch = uploadPlanned(feed, plan, indices, options.augmentation);
    const place = { step: this.taken, epoch, images: indices.length, isRepeated };
    const ended = yield* this.report(await this.steps.take(this.work(batch, place, options)));
    const isLookedAt = this.input.looksAfter?.(this.taken) === true;
    return ended ?? (isLookedAt ? yield* this.settle() : null);
  }

  /** Waits for everything taken so far. */
  async *settle(): Reporting {
    return yield* this.report(await this.steps.settle());
  }

  /** What the stop rule says to the epoch that is over. */
  afterEpoch(): StopReason | null {
    const stop = this.rule.afterEpoch();
    return this.answered > (this.input.repeated?.steps ?? 0) ? stop : null;
  }

  result(stopReason: StopReason, epochs: number): UnlearnResult {
    return { steps: this.answered, epochs, stopReason, trainAccuracy: this.rule.accuracy };
  }

  dispose(): void {
    this.steps.dispose();
    this.sgd.dispose();
  }

  private ruleOf(options: UnlearnOptions): StopRule {
    return new StopRule(options, this.input.learner.graph.classes);
  }

  private work(batch: BatchTensors, place: Place, options: UnlearnOptions): StepWork<Place> {
    const { learner } = this.input;
    const objective = options.objective === 'bounded' ? boundedObjective : crossEntropy;
    return {
      note: place,
      batch,
      objective: (logits) => objective(logits, batch.oneHot),
      waits: waits(options),
      move: (targets, gradient, numbers) => {
        if (numbers !== null) {
          const stop = this.rule.onBatch(place.images, numbers);
          place.verdict = { stop };
          // At chance the network is where it should be: this gradient is not followed any more.
          if (stop !== null && options.stopRule === 'chance') return;
        }
        // A step that does not wait is neither clipped nor scaled by the norm.
        const squared = numbers?.squaredNorm ?? 0;
        const scale = clipFactor(squared, options.clipNorm);
        const learningRate = ascentRate(options, squared * scale * scale, place.epoch);
        this.sgd.options = options;
        this.sgd.step(targets, gradient, { learningRate, sign: -1, scale });
        if (learner.moves === 'masks') clampMasks(targets);
      },
    };
  }

  private async *report(outcomes: readonly StepOutcome<Place>[]): Reporting {
    const { feed, options } = this.input;
    const limit = options.maxEpochs * feed.batchesPerEpoch;
    for (const { note, finite, loss, accuracy } of outcomes) {
      const { epoch, images, isRepeated, step } = note;
      if (!finite) return this.result('diverged', epoch);
      const { stop } = note.verdict ?? { stop: this.rule.onBatch(images, { loss, accuracy }) };
      this.answered = step;
      yield { step, epoch, limit, values: { loss, trainAccuracy: accuracy } };
      if (stop !== null && !isRepeated) return this.result(stop, epoch + 1);
    }
    return null;
  }
}

/**
 * Ascends until the stop rule is satisfied or `maxEpochs` are over. A loss or gradient that is not finite ends the
 * ascent with `diverged`; the network then has the state before that step.
 */
export async function* unlearn(input: UnlearnInput): AsyncGenerator<StageReading, UnlearnResult> {
  const { feed, options } = input;
  const ascent = new Ascent(input);
  try {
    for (let epoch = input.resume?.epochs ?? 0; epoch < options.maxEpochs; epoch++) {
      const plan = feed.epoch(epoch);
      for (const indices of plan.batches) {
        const ended = yield* ascent.ascend(plan, indices, epoch);
        if (ended !== null) return ended;
        if (input.endsNow?.() === true)
          return (yield* ascent.settle()) ?? ascent.result('skipped', epoch + 1);
      }
      const ended = yield* ascent.settle();
      if (ended !== null) return ended;
      const stop = ascent.afterEpoch();
      if (stop !== null) return ascent.result(stop, epoch + 1);
      await input.onEpoch?.({ epochs: epoch + 1, steps: ascent.answered, velocity: ascent.sgd.velocity });
    }
    return ascent.result('limit', Math.max(options.maxEpochs, input.resume?.epochs ?? 0));
  } finally {
    ascent.dispose();
  }
}

/**
 * Stage 2 of RNP, filter recovering: descent on one mask per filter of the unlearned network (paper Eq. 3).
 *
 *   min over m in [0,1]^n of alpha * CE(f(x; m * gamma), y)      SGD with momentum, no weight decay, clamp after each step
 *
 * The mask scales gamma, never beta and never the convolution, which batch norm would cancel (spec 1.4). Train mode:
 * batch statistics, running ones keep moving. The strategies *-NR descend on the weights instead (spec 1.6).
 */
import { mul, type Tensor } from '../device/tf';
import type { BatchTensors } from '../graph/batchTensors';
import { crossEntropy } from '../graph/loss';
import type { OwnedTensors } from '../graph/parameters';
import { devicePace } from '../graph/readBack';
import { Sgd, type SgdOptions } from '../graph/sgd';
import type { MaskSite, RecoverOptions } from '../protocol';
import { type EpochPlan, uploadPlanned } from './feed';
import { clampMasks, maskValues, type MaskValues, readMasks } from '../pruning/masks';
import { type Repeated, type StageInput, type StageReading, stepOptions } from './reading';
import type { Learner } from './step';
import { type StepOutcome, Steps, type StepWork } from './steps';

export interface RecoverInput extends StageInput {
  /** The unlearned network; FR moves its masks, NR its weights. */
  readonly learner: Learner;
  /** All mask sites, trained or not: the order of the reported masks. */
  readonly sites: readonly MaskSite[];
  readonly options: RecoverOptions;
  /** The first steps, repeated with the options they once had. Where masks may stand is `options`' for the whole stage. */
  readonly repeated?: Repeated<RecoverOptions>;
}

export interface RecoverReading extends StageReading {
  /** Masks after this step, by site. */
  readonly masks: MaskValues;
}

export interface RecoverResult {
  readonly steps: number;
  readonly epochs: number;
  /** Training accuracy of the last epoch. */
  readonly trainAccuracy: number;
  readonly masks: MaskValues;
  /** Mean of each mask over all steps: breaks the ties that the last values have at 0. */
  readonly meanMasks: MaskValues;
}

/** Rate of the ordinary fine-tuning that *-NR does: the reference's rate for weights. */
const WEIGHT_RATE = 0.01;

/** Running sums of the masks over the steps. */
class MaskMean {
  private readonly sums = new Map<string, Float64Array>();
  private steps = 0;

  add(masks: MaskValues): void {
    this.steps++;
    for (const [site, values] of masks) {
      const sum = this.sums.get(site) ?? new Float64Array(values.length);
      values.forEach((value, channel) => {
        sum[channel] = (sum[channel] ?? 0) + value;
      });
      this.sums.set(site, sum);
    }
  }

  result(): Map<string, Float32Array> {
    const entries = [...this.sums].map(
      ([site, sum]) => [site, Float32Array.from(sum, (value) => value / Math.max(1, this.steps))] as const,
    );
    return new Map(entries);
  }
}

function sgdOptions({ momentum }: RecoverOptions): SgdOptions {
  return { momentum, weightDecay: 0 };
}

/** Readings, and at the end the result of the descent where one of them ended it. */
type Reporting = AsyncGenerator<RecoverReading, RecoverResult | null>;

/** A step of the descent, on its way. */
interface Place {
  /** Counted from 1. */
  readonly step: number;
  readonly epoch: number;
  readonly images: number;
}

/** What the descent holds between two steps. */
class Descent {
  readonly steps: Steps<Place>;
  private readonly sgd: Sgd;
  private readonly mean = new MaskMean();
  private readonly moved: OwnedTensors;
  /** Steps answered, and steps taken: the device may be ahead. */
  private answered = 0;
  private taken = 0;
  private epoch = 0;
  /** Training accuracy of the last whole epoch. */
  private accuracy = 0;
  private correct = 0;
  private seen = 0;

  constructor(
    private readonly input: RecoverInput,
    private masks: MaskValues,
  ) {
    const { learner, options, pace = devicePace() } = input;
    this.sgd = new Sgd(sgdOptions(options));
    this.moved = learner.masks ?? new Map<string, Tensor>();
    this.steps = new Steps(learner, this.sgd, pace, () => [...this.moved.values()]);
  }

  /** Takes the next step. */
  async *descend(plan: EpochPlan, indices: Uint32Array, epoch: number): Reporting {
    const { feed, looksAfter, options: own, repeated } = this.input;
    this.taken++;
    const { options } = stepOptions(repeated, own, this.taken);
    const batch = uploadPlanned(feed, plan, indices, options.augmentation);
    const place = { step: this.taken, epoch, images: indices.length };
    const ended = yield* this.report(await this.steps.take(this.work(batch, place, options)));
    return ended ?? (looksAfter?.(this.taken) === true ? yield* this.settle() : null);
  }

  /** Waits for everything taken so far. */
  async *settle(): Reporting {
    return yield* this.report(await this.steps.settle());
  }

  /** The result after `epochs`, the last one cut short or not. */
  result(epochs: number, trainAccuracy = this.correct / this.seen): RecoverResult {
    const { answered: steps, masks } = this;
    return { steps, epochs, trainAccuracy, masks, meanMasks: this.mean.result() };
  }

  dispose(): void {
    this.steps.dispose();
    this.sgd.dispose();
  }

  private work(batch: BatchTensors, place: Place, options: RecoverOptions): StepWork<Place> {
    const movesMasks = this.input.learner.moves === 'masks';
    const learningRate = movesMasks ? options.learningRate : WEIGHT_RATE;
    return {
      note: place,
      batch,
      objective: (logits) => mul(crossEntropy(logits, batch.oneHot), options.alpha),
      // Nothing but a loss that is no number ends the descent early.
      waits: false,
      move: (targets, gradient) => {
        this.sgd.options = sgdOptions(options);
        this.sgd.step(targets, gradient, { learningRate });
        if (movesMasks) clampMasks(targets);
      },
    };
  }

  private async *report(outcomes: readonly StepOutcome<Place>[]): Reporting {
    const { feed, options, sites } = this.input;
    const limit = options.epochs * feed.batchesPerEpoch;
    for (const { note, finite, loss, accuracy, along } of outcomes) {
      const { epoch, images, step } = note;
      this.enter(epoch);
      if (!finite) return this.result(epoch, this.accuracy);
      this.answered = step;
      this.correct += accuracy * images;
      this.seen += images;
      this.masks = maskValues(sites, this.moved, along);
      this.mean.add(this.masks);
      yield { step, epoch, limit, masks: this.masks, values: { loss, trainAccuracy: accuracy } };
    }
    return null;
  }

  private enter(epoch: number): void {
    if (epoch === this.epoch) return;
    this.epoch = epoch;
    this.accuracy = this.correct / this.seen;
    this.correct = 0;
    this.seen = 0;
  }
}

/** Descends for the recipe's epochs. Ends early, with the last good masks, where the loss is no longer finite. */
export async function* recover(input: RecoverInput): AsyncGenerator<RecoverReading, RecoverResult> {
  const { endsNow, feed, learner, options, sites } = input;
  const masks = await readMasks(sites, learner.masks ?? new Map<string, Tensor>());
  const descent = new Descent(input, masks);
  try {
    for (let epoch = 0; epoch < options.epochs; epoch++) {
      const plan = feed.epoch(epoch);
      for (const indices of plan.batches) {
        const ended = yield* descent.descend(plan, indices, epoch);
        if (ended !== null) return ended;
        if (endsNow?.() === true) return (yield* descent.settle()) ?? descent.result(epoch + 1);
      }
    }
    return (yield* descent.settle()) ?? descent.result(options.epochs);
  } finally {
    descent.dispose();
  }
}

/**
 * Stage 2 of RNP, filter recovering: descent on one mask per filter of the unlearned network (paper Eq. 3).
 *
 *   min over m in [0,1]^n of alpha * CE(f(x; m * gamma), y)      SGD with momentum, no weight decay, clamp after each step
 *
 * The mask scales gamma, never beta and never the convolution, which batch norm would cancel (spec 1.4). Train mode:
 * batch statistics, running ones keep moving. The strategies *-NR descend on the weights instead (spec 1.6).
 */
import { mul, type Tensor } from '../device/tf';
import { type BatchTensors, disposeBatch } from '../graph/batchTensors';
import { crossEntropy } from '../graph/loss';
import { Sgd } from '../graph/sgd';
import type { MaskSite, RecoverOptions } from '../protocol';
import { type Feed, uploadPlanned } from './feed';
import { clampMasks, readMasks } from './masks';
import type { Repeated, StageReading } from './reading';
import { type Learner, type StepOutcome, takeStep } from './step';

export interface RecoverInput {
  /** The unlearned network; FR moves its masks, NR its weights. */
  readonly learner: Learner;
  /** All mask sites, trained or not: the order of the reported masks. */
  readonly sites: readonly MaskSite[];
  readonly feed: Feed;
  readonly options: RecoverOptions;
  /** The first steps, repeated with the options they once had. Where masks may stand is `options`' for the whole stage. */
  readonly repeated?: Repeated<RecoverOptions>;
  /** Asked after each step: end here with what there is. */
  readonly endsNow?: () => boolean;
}

export interface RecoverReading extends StageReading {
  /** Masks after this step, by site. */
  readonly masks: ReadonlyMap<string, Float32Array>;
}

export interface RecoverResult {
  readonly steps: number;
  readonly epochs: number;
  /** Training accuracy of the last epoch. */
  readonly trainAccuracy: number;
  readonly masks: ReadonlyMap<string, Float32Array>;
  /** Mean of each mask over all steps: breaks the ties that the last values have at 0. */
  readonly meanMasks: ReadonlyMap<string, Float32Array>;
}

/** Rate of the ordinary fine-tuning that *-NR does: the reference's rate for weights. */
const WEIGHT_RATE = 0.01;

/** Running sums of the masks over the steps. */
class MaskMean {
  private readonly sums = new Map<string, Float64Array>();
  private steps = 0;

  add(masks: ReadonlyMap<string, Float32Array>): void {
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

async function descend(
  learner: Learner,
  options: RecoverOptions,
  sgd: Sgd,
  batch: BatchTensors,
): Promise<StepOutcome> {
  const learningRate = learner.moves === 'masks' ? options.learningRate : WEIGHT_RATE;
  return takeStep(
    learner,
    batch,
    (logits) => mul(crossEntropy(logits, batch.oneHot), options.alpha),
    (targets, gradient) => {
      sgd.step(targets, gradient.values, { learningRate });
      if (learner.moves === 'masks') clampMasks(targets);
    },
  );
}

/** Descends for the recipe's epochs. Ends early, with the last good masks, where the loss is no longer finite. */
export async function* recover(input: RecoverInput): AsyncGenerator<RecoverReading, RecoverResult> {
  const { learner, sites, feed, options, repeated } = input;
  const sgd = new Sgd({ momentum: options.momentum, weightDecay: 0 });
  const limit = options.epochs * feed.batchesPerEpoch;
  const mean = new MaskMean();
  let masks = await readMasks(sites, learner.masks ?? new Map<string, Tensor>());
  let step = 0;
  let accuracy = 0;
  const result = (epochs: number): RecoverResult => ({
    steps: step,
    epochs,
    trainAccuracy: accuracy,
    masks,
    meanMasks: mean.result(),
  });
  try {
    for (let epoch = 0; epoch < options.epochs; epoch++) {
      const plan = feed.epoch(epoch);
      let correct = 0;
      let seen = 0;
      for (const indices of plan.batches) {
        const now = step < (repeated?.steps ?? 0) ? (repeated?.optionsAt(step + 1) ?? options) : options;
        sgd.options = { momentum: now.momentum, weightDecay: 0 };
        const batch = uploadPlanned(feed, plan, indices, now.augmentation);
        try {
          const outcome = await descend(learner, now, sgd, batch);
          if (!outcome.finite) return result(epoch);
          step++;
          correct += outcome.accuracy * indices.length;
          seen += indices.length;
          masks = await readMasks(sites, learner.masks ?? new Map<string, Tensor>());
          mean.add(masks);
          yield {
            step,
            epoch,
            limit,
            masks,
            values: { loss: outcome.loss, trainAccuracy: outcome.accuracy },
          };
        } finally {
          disposeBatch(batch);
        }
        if (input.endsNow?.() === true) {
          accuracy = correct / seen;
          return result(epoch + 1);
        }
      }
      accuracy = correct / seen;
    }
    return result(options.epochs);
  } finally {
    sgd.dispose();
  }
}

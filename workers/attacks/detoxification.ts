/**
 * DFST's controlled detoxification (Cheng et al. 2021, in the form of the authors' PyTorch code; spec 2.9): which channels the style
 * compromises, and the simplest other change that excites them as well. With x~ = (1 - s) x + s inject(x) the feature injector descends on
 *
 *   CE(f(x~), target) - w_s SSIM(x~, x) - w_a mean activation of the compromised channels        Adam, 0.01, betas 0.5 and 0.9
 *
 * so that x~ stays like x, is taken for the target, and excites the channels. The reference runs the classifier without gradients, so
 * that only its similarity term trains, and subtracts a dissimilarity, so that pictures become unlike: both by mistake; here all three
 * terms train, in the direction that is meant.
 */
import { epochBatches } from '../data/batches';
import { bytesPerImage, type ImageSet, take } from '../data/images';
import { createRng } from '../engine/rng';
import {
  add,
  clipByValue,
  matMul,
  mean,
  mul,
  type Rank,
  reshape,
  sub,
  type Tensor,
  tensor,
  tensor1d,
  type Tensor4D,
  tidy,
} from '../device/tf';
import { Adam } from '../graph/adam';
import { oneHotRows, uploadImages } from '../graph/batchTensors';
import { normaliseUnit } from '../graph/generate';
import { differentiateJointly, disposeJointStep, type JointStep } from '../graph/gradients';
import type { Graph } from '../graph/graph';
import { type Classifier, runForward } from '../graph/infer';
import { crossEntropy } from '../graph/loss';
import { parameter } from '../graph/nodeOps';
import type { OwnedTensors } from '../graph/parameters';
import { structuralSimilarity } from '../graph/ssim';
import { FaultError } from '../protocol';
import { featureCount, injectorFeatures, MATRIX } from './featureInjector';

const LEARNING_RATE = 0.01;
const BETAS = { beta1: 0.5, beta2: 0.9 };
/** Images of a forward pass that measures activations. */
const MEASURED = 128;

/** What a search needs. */
export interface Detoxification {
  readonly classifier: Classifier;
  /** Clean images of other classes than the target. */
  readonly clean: ImageSet;
  readonly target: number;
  /** Share of the change in a picture. */
  readonly strength: number;
  readonly weights: { readonly similarity: number; readonly activation: number };
  /** The compromised ones of {@link lastStage}. */
  readonly channels: readonly number[];
  readonly epochs: number;
  readonly batchSize: number;
  readonly seed: number | string;
}

/** The map behind the last stage: of a ResNet, layer4's output. */
export function lastStage({ layers }: Graph): string {
  const last = layers.at(-1);
  if (last === undefined) throw new RangeError('the network has no map to look at');
  return last;
}

/** Mean output of each channel of a layer over all images and pixels. */
async function meanActivations(classifier: Classifier, layer: string, set: ImageSet): Promise<number[]> {
  const totals: number[] = [];
  for (let from = 0; from < set.count; from += MEASURED) {
    const to = Math.min(set.count, from + MEASURED);
    const x = uploadImages(set, from, to, classifier.normalisation);
    const means = tidy(() => {
      const [, map] = runForward(classifier, x, { mode: 'eval', taps: [layer] });
      return map === undefined ? tensor1d([]) : mean(map, [0, 1, 2]);
    });
    try {
      (await means.data<'float32'>()).forEach((value, channel) => {
        totals[channel] = (totals[channel] ?? 0) + (value * (to - from)) / set.count;
      });
    } finally {
      x.dispose();
      means.dispose();
    }
  }
  return totals;
}

/** The `share` of the last stage's channels (one at least) which the triggered images excite most beyond the clean ones, strongest first. */
export async function compromisedChannels(
  classifier: Classifier,
  clean: ImageSet,
  triggered: ImageSet,
  share: number,
): Promise<number[]> {
  const layer = lastStage(classifier.graph);
  const before = await meanActivations(classifier, layer, clean);
  const after = await meanActivations(classifier, layer, triggered);
  const rise = (channel: number): number => (after[channel] ?? 0) - (before[channel] ?? 0);
  const count = Math.max(1, Math.round(share * after.length));
  return [...after.keys()].sort((a, b) => rise(b) - rise(a) || a - b).slice(0, count);
}

/** Pictures in 0..1 [N, H, W, C] and their features [N, H, W, 4 C]; the caller's. */
export interface InjectorBatch {
  readonly pictures: Tensor;
  readonly features: Tensor;
}

/** Uploads images of a set. */
export function injectorBatch(set: ImageSet): InjectorBatch {
  const { count, height, width, channels } = set;
  const bytes = bytesPerImage(set);
  const size = height * width * featureCount(channels);
  const features = new Float32Array(count * size);
  for (let at = 0; at < count; at++)
    features.set(injectorFeatures(set.pixels.subarray(at * bytes, (at + 1) * bytes), set), at * size);
  const values = Float32Array.from(set.pixels, (byte) => byte / 255);
  return {
    pictures: tensor(values, [count, height, width, channels]),
    features: tensor(features, [count, height, width, featureCount(channels)]),
  };
}

/** x~ of a batch under W [4 C, C]; call it inside `tidy`. */
function changed({ pictures, features }: InjectorBatch, matrix: Tensor, strength: number): Tensor {
  const [rows] = matrix.shape;
  const mixed = matMul(reshape<Rank.R2>(features, [-1, rows]), matrix as Tensor<Rank.R2>);
  const injected = clipByValue(reshape(mixed, pictures.shape), 0, 1);
  return add(mul(pictures, 1 - strength), mul(injected, strength));
}

/** Value and gradient of the whole objective by W. Moves nothing. */
export function differentiateInjector(
  detoxification: Omit<Detoxification, 'clean' | 'epochs' | 'batchSize' | 'seed'>,
  batch: InjectorBatch,
  injector: ReadonlyMap<string, Tensor>,
): JointStep {
  const { classifier, channels, strength, target, weights } = detoxification;
  const { graph, normalisation, parameters } = classifier;
  const matrix = parameter(injector, MATRIX);
  const layer = lastStage(graph);
  const count = batch.pictures.shape[0];
  const wanted = oneHotRows(
    Array.from({ length: count }, () => target),
    graph.classes,
  );
  try {
    return differentiateJointly({
      by: new Map([[MATRIX, matrix]]),
      objective: (pass) => {
        const pictures = changed(batch, matrix, strength);
        const x = normaliseUnit(pictures, normalisation);
        const { output, taps } = pass({ graph, parameters, x, mode: 'eval', taps: [layer] });
        const map = parameter(taps, layer);
        const width = map.shape.at(-1) ?? 1;
        const isCompromised = new Float32Array(width);
        for (const channel of channels) isCompromised[channel] = width / channels.length;
        const activation = mean(mul(map, tensor1d(isCompromised)));
        const similarity = structuralSimilarity(pictures as Tensor4D, batch.pictures as Tensor4D);
        const kept = add(mul(similarity, weights.similarity), mul(activation, weights.activation));
        return sub(crossEntropy(output, wanted), kept);
      },
    });
  } finally {
    wanted.dispose();
  }
}

/** Moves W once; the loss before. Frees the batch. */
async function takeStep(
  detoxification: Detoxification,
  adam: Adam,
  batch: InjectorBatch,
  injector: OwnedTensors,
): Promise<number> {
  try {
    const taken = differentiateInjector(detoxification, batch, injector);
    try {
      adam.step(injector, taken.gradients, { learningRate: LEARNING_RATE });
      const [loss = Number.NaN] = await taken.value.data<'float32'>();
      return loss;
    } finally {
      disposeJointStep(taken);
    }
  } finally {
    batch.pictures.dispose();
    batch.features.dispose();
  }
}

/** Trains W in `injector`, in place; yields the loss of each step. Throws `diverged` where that is no longer a number. */
export async function* trainInjector(
  detoxification: Detoxification,
  injector: OwnedTensors,
): AsyncGenerator<number, void> {
  const { batchSize, clean, epochs, seed } = detoxification;
  const adam = new Adam(BETAS);
  let step = 0;
  try {
    for (let epoch = 0; epoch < epochs; epoch++) {
      const rng = createRng(seed, `detoxify/${String(epoch)}`);
      for (const { indices } of epochBatches(clean.count, rng, { batchSize, last: 'keep' })) {
        const batch = injectorBatch(take(clean, indices));
        const loss = await takeStep(detoxification, adam, batch, injector);
        step++;
        if (!Number.isFinite(loss)) throw new FaultError('diverged', { step, learningRate: LEARNING_RATE });
        yield loss;
      }
    }
  } finally {
    adam.dispose();
  }
}

/**
 * STRIP (Gao et al. 2019; spec 4.4): an image is laid over N random clean images; where the network still says the same, something in it
 * decides alone, as a trigger does. In bits,
 *
 *   H(x) = -1/N sum over n, k of p_k(x_n) log2 p_k(x_n),     p = softmax f
 *
 * The mix is that of the authors' notebook (x + c with values in 0..1, not clipped), of the input-aware code (clipped at 1), of
 * BackdoorBench (the sum of normalised images), or a mean.
 */
import type { ImageSet } from '../data/images';
import type { Normalisation } from '../data/normalise';
import { add, minimum, mul, sub, type Tensor, tensor1d, tidy } from '../device/tf';
import { createRng } from '../engine/rng';
import { uploadBatch, uploadImages } from '../graph/batchTensors';
import { type Classifier, runForward } from '../graph/infer';
import type { StripOptions } from '../protocol/detection/strip';

export interface StripInput {
  readonly classifier: Classifier;
  /** The images in question. */
  readonly images: ImageSet;
  /** Clean images to lay them over. */
  readonly overlays: ImageSet;
  readonly options: StripOptions;
  readonly seed: number;
}

/** One image more. */
export interface StripReading {
  readonly done: number;
  readonly count: number;
  readonly entropy: number;
}

/** Mean entropy in bits of the rows of logits [N, K]. */
export function meanEntropy(logits: Float32Array, classes: number): number {
  let total = 0;
  for (let from = 0; from < logits.length; from += classes) {
    const row = logits.subarray(from, from + classes);
    const largest = row.reduce((max, value) => Math.max(max, value), Number.NEGATIVE_INFINITY);
    const sum = row.reduce((all, value) => all + Math.exp(value - largest), 0);
    // -sum p log p = log sum - sum p (value - largest)
    const weighted = row.reduce(
      (all, value) => all + (Math.exp(value - largest) / sum) * (value - largest),
      0,
    );
    total += (Math.log(sum) - weighted) / Math.LN2;
  }
  return (total * classes) / logits.length;
}

/** Mixes normalised images, [1, H, W, C] with [N, H, W, C]. */
export function mixed(
  x: Tensor,
  others: Tensor,
  mix: StripOptions['mix'],
  { mean, std }: Normalisation,
): Tensor {
  return tidy(() => {
    const channels = x.shape[3] ?? 1;
    const perChannel = (of: (mean: number, std: number) => number): Tensor =>
      tensor1d(Array.from({ length: channels }, (_, at) => of(mean[at] ?? 0, std[at] ?? 1)));
    const sum = add(x, others);
    switch (mix) {
      case 'normalised':
        return sum;
      case 'mean':
        return mul(sum, 0.5);
      case 'sum':
        // (x + c - m) / s is the sum of the normalised images and m / s.
        return add(
          sum,
          perChannel((m, s) => m / s),
        );
      case 'saturated':
        return minimum(
          add(
            sum,
            perChannel((m, s) => m / s),
          ),
          perChannel((m, s) => (1 - m) / s),
        );
      default:
        return mix satisfies never;
    }
  });
}

async function entropyOf(input: StripInput, at: number, chosen: Uint32Array): Promise<number> {
  const { classifier, images, options, overlays } = input;
  const { normalisation } = classifier;
  const x = uploadImages(images, at, at + 1, normalisation);
  const others = uploadBatch(overlays, chosen, normalisation, null);
  const batch = mixed(x, others.x, options.mix, normalisation);
  x.dispose();
  others.x.dispose();
  others.oneHot.dispose();
  const [logits] = runForward(classifier, batch, { mode: 'eval' });
  batch.dispose();
  if (logits === undefined) throw new RangeError('a forward pass has an output');
  const values = new Float32Array(await logits.data<'float32'>());
  logits.dispose();
  return meanEntropy(values, classifier.graph.classes);
}

/** The entropies of all images, in their order. Where there are fewer overlays than asked for, each image is laid over all there are. */
export async function* stripEntropies(input: StripInput): AsyncGenerator<StripReading, Float64Array> {
  const { images, options, overlays, seed } = input;
  const perImage = Math.min(overlays.count, options.overlays);
  const rng = createRng(seed, 'overlays');
  const entropies = new Float64Array(images.count);
  for (let at = 0; at < images.count; at++) {
    const entropy = await entropyOf(input, at, rng.sample(overlays.count, perImage));
    entropies[at] = entropy;
    yield { done: at + 1, count: images.count, entropy };
  }
  return entropies;
}

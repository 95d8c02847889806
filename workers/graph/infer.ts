/** Forward passes without gradients: logits, predictions and accuracy of a network on a set of images. */
import { type Tensor, tensor, tidy } from '../device/tf';
import { bytesPerImage, type ImageSet } from '../data/images';
import { type Normalisation, normalise } from '../data/normalise';
import { disposeStatistics } from './gradients';
import { forward, type ForwardOptions, type Masks, type Parameters } from './forward';
import type { Graph } from './graph';

/** What is needed to ask a network about pictures. */
export interface Classifier {
  readonly graph: Graph;
  readonly parameters: Parameters;
  readonly normalisation: Normalisation;
  readonly masks?: Masks;
}

export interface InferOptions {
  readonly batchSize?: number;
  /** `train` uses the statistics of each batch and leaves the running ones alone. */
  readonly mode?: 'train' | 'eval';
}

const BATCH = 128;

/** Uploads images [from, to) of a set, normalised: [N, H, W, C]. */
export function uploadImages(set: ImageSet, from: number, to: number, normalisation: Normalisation): Tensor {
  const bytes = bytesPerImage(set);
  const values = normalise(
    set.pixels.subarray(from * bytes, to * bytes),
    normalisation.mean,
    normalisation.std,
  );
  return tensor(values, [to - from, set.height, set.width, set.channels]);
}

/** One forward pass; statistics of `train` mode are dropped. The caller owns the result. */
export function runForward(
  classifier: Classifier,
  x: Tensor,
  options: Omit<ForwardOptions, 'masks'>,
): Tensor[] {
  const { graph, parameters, masks } = classifier;
  return tidy(() => {
    const passed = forward(graph, parameters, x, {
      ...options,
      release: true,
      ...(masks === undefined ? {} : { masks }),
    });
    disposeStatistics(passed.statistics);
    return [passed.output, ...(options.taps ?? []).flatMap((id) => passed.taps.get(id) ?? [])];
  });
}

/** Logits of all images of a set, row by row: count x classes values. */
export async function inferLogits(
  classifier: Classifier,
  set: ImageSet,
  options: InferOptions = {},
): Promise<Float32Array> {
  const { batchSize = BATCH, mode = 'eval' } = options;
  const logits = new Float32Array(set.count * classifier.graph.classes);
  for (let from = 0; from < set.count; from += batchSize) {
    const to = Math.min(set.count, from + batchSize);
    const x = uploadImages(set, from, to, classifier.normalisation);
    const [output] = runForward(classifier, x, { mode });
    x.dispose();
    if (output === undefined) continue;
    logits.set(await output.data<'float32'>(), from * classifier.graph.classes);
    output.dispose();
  }
  return logits;
}

/** Index of the largest value of each row of `classes` values. The first one wins a tie; NaN never wins. */
export function argMaxRows(values: Float32Array, classes: number): Uint8Array {
  const rows = values.length / classes;
  const winners = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    let best = Number.NEGATIVE_INFINITY;
    for (let index = 0; index < classes; index++) {
      const value = values[row * classes + index] ?? Number.NaN;
      if (value > best) {
        best = value;
        winners[row] = index;
      }
    }
  }
  return winners;
}

/** Predicted class of each image. */
export async function predictClasses(
  classifier: Classifier,
  set: ImageSet,
  options: InferOptions = {},
): Promise<Uint8Array> {
  return argMaxRows(await inferLogits(classifier, set, options), classifier.graph.classes);
}

/** Share of equal entries of two lists of classes; 0 for empty ones. */
export function agreement(predicted: Uint8Array, labels: Uint8Array): number {
  if (labels.length === 0) return 0;
  let equal = 0;
  labels.forEach((label, index) => {
    if (predicted[index] === label) equal++;
  });
  return equal / labels.length;
}

/** Mean cross-entropy of rows of `classes` logits, in nats. */
export function meanCrossEntropy(logits: Float32Array, labels: Uint8Array, classes: number): number {
  let sum = 0;
  labels.forEach((label, row) => {
    const values = logits.subarray(row * classes, (row + 1) * classes);
    const largest = values.reduce((max, value) => Math.max(max, value), Number.NEGATIVE_INFINITY);
    const total = values.reduce((partial, value) => partial + Math.exp(value - largest), 0);
    sum += Math.log(total) + largest - (values[label] ?? Number.NaN);
  });
  return labels.length === 0 ? 0 : sum / labels.length;
}

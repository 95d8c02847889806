/** Forward passes without gradients: logits, predictions and accuracy of a network on a set of images. */
import { type Tensor, tidy } from '../device/tf';
import type { ImageSet } from '../data/images';
import type { Normalisation } from '../data/normalise';
import { type EvenBatch, evenBatches, uploadEven } from './evenBatches';
import { disposeStatistics, forward, type ForwardOptions, type Masks } from './forward';
import type { Parameters } from './nodeOps';
import type { Graph } from './graph';
import { LogitRows } from './logitRows';

/** What is needed to ask a network about pictures. */
export interface Classifier {
  readonly graph: Graph;
  readonly parameters: Parameters;
  readonly normalisation: Normalisation;
  readonly masks?: Masks;
}

interface InferOptions {
  /** Most images in a batch. */
  readonly batchSize?: number;
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

function inferBatch(classifier: Classifier, set: ImageSet, batch: EvenBatch): Tensor {
  const x = uploadEven(set, batch, classifier.normalisation);
  try {
    const [output] = runForward(classifier, x, { mode: 'eval' });
    if (output === undefined) throw new RangeError('a forward pass has an output');
    return output;
  } finally {
    x.dispose();
  }
}

/** Logits of all images of a set, row by row: count x classes values. */
export async function inferLogits(
  classifier: Classifier,
  set: ImageSet,
  options: InferOptions = {},
): Promise<Float32Array> {
  const rows = new LogitRows(set.count, classifier.graph.classes);
  try {
    for (const batch of evenBatches(set.count, options.batchSize)) {
      const output = inferBatch(classifier, set, batch);
      try {
        await rows.add(batch, output);
      } finally {
        output.dispose();
      }
    }
    return await rows.all();
  } finally {
    rows.dispose();
  }
}

/** Index of the largest value of each row of `classes` values. The first one wins a tie; NaN never wins. */
export function argMaxRows(values: Float32Array, classes: number): Uint16Array {
  const rows = values.length / classes;
  const winners = new Uint16Array(rows);
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
): Promise<Uint16Array> {
  return argMaxRows(await inferLogits(classifier, set, options), classifier.graph.classes);
}

/** Share of equal entries of two lists of classes; 0 for empty ones. */
export function agreement(predicted: Uint16Array, labels: Uint16Array): number {
  if (labels.length === 0) return 0;
  let equal = 0;
  labels.forEach((label, index) => {
    if (predicted[index] === label) equal++;
  });
  return equal / labels.length;
}

/** Mean cross-entropy of rows of `classes` logits, in nats. */
export function meanCrossEntropy(logits: Float32Array, labels: Uint16Array, classes: number): number {
  let sum = 0;
  labels.forEach((label, row) => {
    const values = logits.subarray(row * classes, (row + 1) * classes);
    const largest = values.reduce((max, value) => Math.max(max, value), Number.NEGATIVE_INFINITY);
    const total = values.reduce((partial, value) => partial + Math.exp(value - largest), 0);
    sum += Math.log(total) + largest - (values[label] ?? Number.NaN);
  });
  return labels.length === 0 ? 0 : sum / labels.length;
}

/**
 * STRIP (Gao et al. 2019; spec 4.4): an image is laid over N random clean images; where the network still says the same, something in it
 * decides alone, as a trigger does. In bits,
 *
 *   H(x) = -1/N sum over n, k of p_k(x_n) log2 p_k(x_n),     p = softmax f
 *
 * with x_n from `mixing.ts`. The input-aware code takes the logistic function of each logit for p; BackdoorBench's entropies are in nats.
 */
import { bytesPerImage, type ImageSet } from '../data/images';
import { type Tensor, tensor } from '../device/tf';
import { createRng } from '../engine/rng';
import { type EvenBatch, evenBatches } from '../graph/evenBatches';
import { type Classifier, runForward } from '../graph/infer';
import { devicePace, ReadBack, type Reading } from '../graph/readBack';
import { FaultError } from '../protocol/faults';
import type { StripOptions } from '../protocol/detection/strip';
import { mixPairs, mixTable } from './mixing';

export interface StripInput {
  readonly classifier: Classifier;
  /** The images in question. */
  readonly images: ImageSet;
  /** Clean images of the same size to lay them over. */
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

/** Entropy in bits of the softmax of one row of logits. */
export function entropyOf(logits: Float32Array): number {
  const largest = logits.reduce((max, value) => Math.max(max, value), Number.NEGATIVE_INFINITY);
  let [sum, weighted] = [0, 0];
  for (const value of logits) {
    const share = Math.exp(value - largest);
    sum += share;
    weighted += share * (value - largest);
  }
  // -sum p log p = log sum - sum p (value - largest)
  return (Math.log(sum) - weighted / sum) / Math.LN2;
}

/** The overlays of each of `count` images, image by image: `perImage` different ones of `available`. */
export function drawOverlays(count: number, perImage: number, available: number, seed: number): Uint32Array {
  const rng = createRng(seed, 'overlays');
  const drawn = new Uint32Array(count * perImage);
  for (let image = 0; image < count; image++) drawn.set(rng.sample(available, perImage), image * perImage);
  return drawn;
}

/** The measurement while it lasts: rows are mixed images, `perImage` of them for each image. */
class Measuring {
  readonly entropies: Float64Array;
  private readonly perImage: number;
  private readonly chosen: Uint32Array;
  private readonly table: Float32Array;
  private readonly readBack = new ReadBack<EvenBatch>(devicePace());
  /** Of the rows of the image that is under way. */
  private total = 0;

  constructor(private readonly input: StripInput) {
    const { classifier, images, options, overlays, seed } = input;
    this.perImage = Math.min(overlays.count, options.overlays);
    this.chosen = drawOverlays(images.count, this.perImage, overlays.count, seed);
    this.table = mixTable(options.mix, classifier.normalisation);
    this.entropies = new Float64Array(images.count);
  }

  /** Passes of one shape, whatever the number of overlays. */
  get batches(): readonly EvenBatch[] {
    return evenBatches(this.chosen.length);
  }

  async *measure(batch: EvenBatch): AsyncGenerator<StripReading> {
    const logits = this.forward(batch);
    try {
      this.readBack.add(batch, [logits]);
    } finally {
      logits.dispose();
    }
    for await (const reading of this.readBack.due()) yield* this.heard(reading);
  }

  async *rest(): AsyncGenerator<StripReading> {
    for await (const reading of this.readBack.rest()) yield* this.heard(reading);
  }

  dispose(): void {
    this.readBack.dispose();
  }

  private forward({ from, size, to }: EvenBatch): Tensor {
    const { classifier, images, overlays } = this.input;
    const { channels, height, width } = images;
    const pairs = Array.from(this.chosen.subarray(from, to), (overlay, at) => ({
      image: Math.floor((from + at) / this.perImage),
      overlay,
    }));
    const values = new Float32Array(size * bytesPerImage(images));
    mixPairs(images, overlays, pairs, this.table, values);
    const x = tensor(values, [size, height, width, channels]);
    try {
      const [logits] = runForward(classifier, x, { mode: 'eval' });
      if (logits === undefined) throw new RangeError('a forward pass has an output');
      return logits;
    } finally {
      x.dispose();
    }
  }

  private *heard({ note: { from, to }, values: [logits] }: Reading<EvenBatch>): Generator<StripReading> {
    const { classes } = this.input.classifier.graph;
    const count = this.entropies.length;
    for (let row = from; row < to; row++) {
      const place = (row - from) * classes;
      this.total += entropyOf(logits?.subarray(place, place + classes) ?? new Float32Array());
      if ((row + 1) % this.perImage !== 0) continue;
      const done = (row + 1) / this.perImage;
      const entropy = this.total / this.perImage;
      this.entropies[done - 1] = entropy;
      this.total = 0;
      yield { done, count, entropy };
    }
  }
}

/**
 * The entropies of all images, in their order. Where there are fewer overlays than asked for, each image is laid over all there are;
 * `defense-set-too-small` where there is none.
 */
export async function* stripEntropies(input: StripInput): AsyncGenerator<StripReading, Float64Array> {
  if (input.overlays.count === 0) throw new FaultError('defense-set-too-small', { found: 0, needed: 1 });
  const measuring = new Measuring(input);
  try {
    for (const batch of measuring.batches) yield* measuring.measure(batch);
    yield* measuring.rest();
    return measuring.entropies;
  } finally {
    measuring.dispose();
  }
}

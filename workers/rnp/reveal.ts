/**
 * The trigger as the network itself reveals it: one small change that, added to any clean image, makes the *original*
 * network, whole or with some filters cut, say the label which unlearning exposed. Found with clean images alone, by descent on
 *
 *   CE(f(clip(x + change)), label) + weight * |change|^2        over images x of all other labels
 *
 * (reverse engineering of triggers after Neural Cleanse, Wang et al. 2019, with a universal additive change instead of
 * mask and pattern, so that blended and sinusoidal triggers are in reach). It need not look like the attacker's sign;
 * it drives the same filters, and those are what the cut needs (docs/adaptive.md).
 */
import { add, keep, mul, sum, type Tensor, tidy, zeros } from '../device/tf';
import { bytesPerImage, type ImageSet, indicesWhere, take } from '../data/images';
import type { Rng } from '../engine/rng';
import { Adam } from '../graph/adam';
import { oneHotRows, uploadImages } from '../graph/batchTensors';
import { argMaxRows, type Classifier, predictClasses } from '../graph/infer';
import { crossEntropy } from '../graph/loss';
import { parameter } from '../graph/nodeOps';
import { disposeTensors, type OwnedTensors } from '../graph/parameters';
import { devicePace, ReadBack, type Reading, type ReadPace } from '../graph/readBack';
import { type InputGradient, inputGradient, unitRange } from '../graph/inputSearch';

export interface RevealInput {
  readonly classifier: Classifier;
  readonly defense: ImageSet;
  readonly label: number;
  readonly steps: number;
  readonly rng: Rng;
  /** Asked after each step: end here with what there is. */
  readonly endsNow?: () => boolean;
  /** How numbers are read back; the device's own pace by default. Changes no result. */
  readonly pace?: ReadPace;
}

/** A change of all pixels, in units of the pixel range: H x W x C values, HWC. */
export type Change = Float32Array;

export interface RevealReading {
  readonly step: number;
  readonly change: Change;
  /** L2 norm of the change. */
  readonly norm: number;
  /** Share of the batch that gets the label. */
  readonly fooled: number;
}

export interface RevealResult {
  readonly change: Change;
  readonly norm: number;
  /** Defense images of other labels with the change on them, as bytes. */
  readonly images: ImageSet;
  /** Share of those that get the label. */
  readonly fooled: number;
}

const BATCH = 64;
/** Of Adam, in units of the pixel range. */
const LEARNING_RATE = 0.025;
/** Weight of |change|^2: it settles where a smaller change would turn fewer images. */
const NORM_WEIGHT = 0.05;
/** Images that the revealed trigger is judged on. */
const JUDGED = 250;

/** The images with the change added, clipped and rounded to bytes. */
export function addChange(images: ImageSet, change: Change): ImageSet {
  const bytes = bytesPerImage(images);
  const pixels = images.pixels.map((value, at) =>
    Math.max(0, Math.min(255, Math.round(value + 255 * (change[at % bytes] ?? 0)))),
  );
  return { ...images, pixels };
}

function normOf(change: Change): number {
  return Math.sqrt(change.reduce((total, value) => total + value * value, 0));
}

/** Gradient of the whole objective by the change, and the logits of the changed images, on one batch. */
function differentiateChange(
  input: RevealInput,
  batch: ImageSet,
  change: Tensor,
): Omit<InputGradient, 'value'> {
  const { classifier, label } = input;
  const plain = uploadImages(batch, 0, batch.count, unitRange(batch.channels));
  const wanted = oneHotRows(
    Array.from({ length: batch.count }, () => label),
    classifier.graph.classes,
  );
  const images = tidy(() => add(plain, change));
  try {
    const found = inputGradient(classifier, images, (z) => crossEntropy(z, wanted));
    const gradient = tidy(() => add(sum(found.gradient, 0, true), mul(change, 2 * NORM_WEIGHT)));
    found.gradient.dispose();
    found.value.dispose();
    return { logits: found.logits, gradient };
  } finally {
    for (const each of [plain, wanted, images]) each.dispose();
  }
}

/** Share of predictions that are `label`. */
function shareOf(predicted: Uint16Array, label: number): number {
  return predicted.filter((each) => each === label).length / predicted.length;
}

/** The reading of a step from its logits and the change after it. */
function readingOf({ note: step, values }: Reading<number>, label: number, classes: number): RevealReading {
  const [logits = new Float32Array(), change = new Float32Array()] = values;
  return { step, change, norm: normOf(change), fooled: shareOf(argMaxRows(logits, classes), label) };
}

/** Searches the change; `defense` must hold at least one image of another label, else nothing can be revealed (null). */
export async function* revealTrigger(input: RevealInput): AsyncGenerator<RevealReading, RevealResult | null> {
  const { classifier, defense, label, rng, steps } = input;
  const others = indicesWhere(defense, (each) => each !== label);
  if (others.length === 0) return null;
  const adam = new Adam();
  const searched: OwnedTensors = new Map([
    ['change', keep(zeros([1, defense.height, defense.width, defense.channels]))],
  ]);
  let host: Change = new Float32Array(bytesPerImage(defense));
  const readBack = new ReadBack<number>(input.pace ?? devicePace());
  const heard = (reading: Reading<number>): RevealReading => {
    const taken = readingOf(reading, label, classifier.graph.classes);
    host = taken.change;
    return taken;
  };
  try {
    for (let at = 1; at <= steps; at++) {
      const drawn = rng.sample(others.length, Math.min(BATCH, others.length));
      const batch = take(
        defense,
        drawn.map((index) => others[index] ?? 0),
      );
      const { gradient, logits } = differentiateChange(input, batch, parameter(searched, 'change'));
      adam.step(searched, new Map([['change', gradient]]), { learningRate: LEARNING_RATE });
      readBack.add(at, [logits, parameter(searched, 'change')]);
      for (const each of [gradient, logits]) each.dispose();
      for await (const reading of readBack.due()) yield heard(reading);
      if (input.endsNow?.() === true) break;
    }
    for await (const reading of readBack.rest()) yield heard(reading);
  } finally {
    readBack.dispose();
    disposeTensors(searched);
    adam.dispose();
  }
  const judged = take(defense, others.subarray(0, JUDGED));
  const images = addChange(judged, host);
  const fooled = shareOf(await predictClasses(classifier, images), label);
  return { change: host, norm: normOf(host), images, fooled };
}

/**
 * Which label a backdoor has, where the plain majority of the unlearned network's predictions does not say (clean-label
 * attacks, small networks). For each label a few pictures are changed without limit until the label leads the others as
 * far as it can (maximum margin, Wang et al., MM-BD, IEEE S&P 2024). A backdoor's label can be driven further than any
 * honest one; in the *unlearned* network, where the honest features are gone, by far.
 *
 * Labels differ in how strongly an honest network separates them, so each margin is divided by the mean margin that the
 * original network has on clean images of that label.
 */
import { mul } from '../device/tf';
import { type ImageSet, take } from '../data/images';
import { Adam } from '../graph/adam';
import { oneHotRows, uploadImages } from '../graph/batchTensors';
import { type Classifier, inferLogits } from '../graph/infer';
import { labelMargin } from '../graph/loss';
import { parameter } from '../graph/nodeOps';
import { disposeTensors, type OwnedTensors } from '../graph/parameters';
import { devicePace, ReadBack, type Reading, type ReadPace } from '../graph/readBack';
import { inputGradient, unitRange } from '../graph/inputSearch';
import type { LabelStanding } from '../protocol';

export interface MarginInput {
  readonly unlearned: Classifier;
  readonly original: Classifier;
  /** The pictures that the search starts from, and those that the ordinary margins are measured on. */
  readonly defense: ImageSet;
  readonly steps: number;
  /** Asked after each step: end here with what there is. */
  readonly endsNow?: () => boolean;
  /** How logits are read back; the device's own pace by default. Changes no result. */
  readonly pace?: ReadPace;
}

export interface MarginResult {
  /** Largest margin found per label, in multiples of the label's ordinary margin. */
  readonly margins: Float32Array;
  /** The label with the largest one. */
  readonly label: number;
  /** Its margin over the second largest: 1 says nothing stands out. */
  readonly lead: number;
}

/** Pictures per label; fewer where there are many labels, so that one batch holds all. */
const PER_LABEL = 3;
const LARGEST_BATCH = 120;
/** Of Adam, in units of the pixel range. */
const LEARNING_RATE = 0.025;
/** Ordinary margins below this share of their mean count as this: a label that is hardly ever right is no evidence. */
const SMALLEST_SHARE = 0.25;

/** Margin of `label` over all others together in each row of `classes` logits, in nats. */
export function marginsOf(logits: Float32Array, labels: ArrayLike<number>, classes: number): Float32Array {
  return Float32Array.from({ length: logits.length / classes }, (_, row) => {
    const values = logits.subarray(row * classes, (row + 1) * classes);
    const label = labels[row] ?? 0;
    const largest = values.reduce((max, value, at) => (at === label ? max : Math.max(max, value)), -Infinity);
    let total = 0;
    values.forEach((value, at) => {
      if (at !== label) total += Math.exp(value - largest);
    });
    return (values[label] ?? 0) - largest - Math.log(total);
  });
}

/** Mean of `values` per label; labels without any get the mean of all. */
function meanByLabel(values: Float32Array, labels: ArrayLike<number>, classes: number): Float32Array {
  const sums = new Float64Array(classes);
  const counts = new Uint32Array(classes);
  values.forEach((value, at) => {
    const label = labels[at] ?? 0;
    sums[label] = (sums[label] ?? 0) + value;
    counts[label] = (counts[label] ?? 0) + 1;
  });
  const overall = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  return Float32Array.from(sums, (sum, label) => {
    const count = counts[label] ?? 0;
    return count === 0 ? overall : sum / count;
  });
}

/** What the margins say: the leading label, and how far it leads. */
export function judgeMargins(found: Float32Array, ordinary: Float32Array): MarginResult {
  const floor = (SMALLEST_SHARE * ordinary.reduce((sum, value) => sum + value, 0)) / ordinary.length;
  const margins = found.map((margin, label) => margin / Math.max(ordinary[label] ?? 0, floor, 1e-6));
  const ranked = [...margins.keys()].sort((left, right) => (margins[right] ?? 0) - (margins[left] ?? 0));
  const [label = 0, second = 0] = ranked;
  return { margins, label, lead: (margins[label] ?? 0) / Math.max(margins[second] ?? 0, 1e-6) };
}

/** How `label` stands by margins as {@link MarginResult} has them, without any filter cut and with some. */
export function standingOf(label: number, before: Float32Array, after: Float32Array): LabelStanding {
  const [was, own] = [before[label] ?? 0, Math.max(0, after[label] ?? 0)];
  const largest = after.reduce((max, value, at) => (at === label ? max : Math.max(max, value)), 0);
  return { left: was > 0 ? own / was : Math.sign(own), lead: own / Math.max(largest, 1e-6) };
}

/** Searches the largest margin of every label at once; yields the number of steps done. */
export async function* searchMargins(input: MarginInput): AsyncGenerator<number, MarginResult> {
  const { unlearned, original, defense, steps } = input;
  const { classes } = unlearned.graph;
  const perLabel = Math.max(1, Math.min(PER_LABEL, Math.floor(LARGEST_BATCH / classes)));
  const labels = Array.from({ length: classes * perLabel }, (_, at) => Math.floor(at / perLabel));
  const start = take(
    defense,
    labels.map((_, at) => at % defense.count),
  );
  const ordinary = meanByLabel(
    marginsOf(await inferLogits(original, defense), defense.labels, classes),
    defense.labels,
    classes,
  );
  const wanted = oneHotRows(labels, classes);
  const adam = new Adam();
  const searched: OwnedTensors = new Map([
    ['images', uploadImages(start, 0, start.count, unitRange(start.channels))],
  ]);
  const readBack = new ReadBack<number>(input.pace ?? devicePace());
  let found: Float32Array = new Float32Array(classes);
  const heard = ({ note, values: [logits = new Float32Array()] }: Reading<number>): number => {
    found = meanByLabel(marginsOf(logits, labels, classes), labels, classes);
    return note;
  };
  try {
    for (let step = 1; step <= steps; step++) {
      const { logits, gradient, value } = inputGradient(unlearned, parameter(searched, 'images'), (z) =>
        mul(labelMargin(z, wanted), -labels.length),
      );
      adam.step(searched, new Map([['images', gradient]]), { learningRate: LEARNING_RATE });
      readBack.add(step, [logits]);
      for (const each of [logits, gradient, value]) each.dispose();
      for await (const reading of readBack.due()) yield heard(reading);
      if (input.endsNow?.() === true) break;
    }
    for await (const reading of readBack.rest()) yield heard(reading);
    return judgeMargins(found, ordinary);
  } finally {
    readBack.dispose();
    disposeTensors(searched);
    wanted.dispose();
    adam.dispose();
  }
}

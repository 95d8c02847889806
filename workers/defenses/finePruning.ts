/**
 * Fine-pruning (Liu et al. 2018; spec 3.6): the inputs of the last layer that are quiet on clean images are cut, the quietest first, until
 * accuracy on the defense images gives way; then all weights are tuned, what is cut staying cut.
 *
 * A channel is cut by its weights in the last layer (BackdoorBench); the RNP paper cuts in the last convolution, which for a ResNet are
 * the same channels, before the shortcut is added.
 */
import { concat, type ImageSet } from '../data/images';
import { keep, type Tensor, tensor } from '../device/tf';
import { evenBatches, uploadEven } from '../graph/evenBatches';
import { agreement, argMaxRows, type Classifier, runForward } from '../graph/infer';
import { parameter, type Parameters } from '../graph/nodeOps';
import type { OwnedTensors } from '../graph/parameters';
import { lastLayer } from '../graph/penultimate';
import { readTogether } from '../graph/readBack';
import type { OptionsOfDefense } from '../protocol';
import { holdAtZero } from '../pruning/hold';
import { askable, type DefenseContext, type DefenseEvent, type DefenseMethod, repairedOf } from './defense';
import { tune } from './tune';

/** The last layer of a network and what it gets of some images, on the host. */
export interface LastInputs {
  /** Row by row, `width` values an image. */
  readonly features: Float32Array;
  readonly width: number;
  /** [width, classes] and [classes]. */
  readonly weight: Float32Array;
  readonly bias: Float32Array | null;
  readonly classes: number;
  readonly labels: Uint16Array;
}

/** What the last layer gets of each image, in eval mode. */
export async function featuresOf(classifier: Classifier, set: ImageSet): Promise<Float32Array> {
  const { features } = lastLayer(classifier.graph);
  const rows: number[] = [];
  for (const batch of evenBatches(set.count)) {
    const x = uploadEven(set, batch, classifier.normalisation);
    const [output, tapped] = runForward(classifier, x, { mode: 'eval', taps: [features] });
    x.dispose();
    output?.dispose();
    if (tapped === undefined) throw new RangeError(`there is no node ${features}`);
    const values = await tapped.data<'float32'>();
    rows.push(...values.subarray(0, (batch.to - batch.from) * (values.length / batch.size)));
    tapped.dispose();
  }
  return Float32Array.from(rows);
}

/** Mean of each feature over the images. */
export function meanFeatures({ features, width }: Pick<LastInputs, 'features' | 'width'>): Float32Array {
  const means = new Float32Array(width);
  const count = features.length / width;
  features.forEach((value, at) => {
    means[at % width] = (means[at % width] ?? 0) + value / count;
  });
  return means;
}

/** Accuracy with the weights of some features at 0. */
export function accuracyWithout(
  { bias, classes, features, labels, weight, width }: LastInputs,
  cut: ReadonlySet<number>,
): number {
  const logits = new Float32Array(labels.length * classes);
  labels.forEach((_, image) => {
    for (let label = 0; label < classes; label++) {
      let value = bias?.[label] ?? 0;
      for (let at = 0; at < width; at++)
        if (!cut.has(at)) value += (features[image * width + at] ?? 0) * (weight[at * classes + label] ?? 0);
      logits[image * classes + label] = value;
    }
  });
  return agreement(argMaxRows(logits, classes), labels);
}

/** Whether a cut has gone too far. */
function givesWay(
  { drop, level, stop }: Pick<OptionsOfDefense<'fp'>, 'drop' | 'level' | 'stop'>,
  accuracy: number,
  before: number,
): boolean {
  return stop === 'drop' ? before - accuracy > drop * before : accuracy < level;
}

/** A mask [width, 1] with 0 for what is cut. */
function maskOf(width: number, cut: ReadonlySet<number>): Tensor {
  return keep(
    tensor(
      Float32Array.from({ length: width }, (_, at) => (cut.has(at) ? 0 : 1)),
      [width, 1],
    ),
  );
}

/** The last layer of a network, and what it gets of all defense images. */
export async function lastInputsOf(context: DefenseContext, parameters: Parameters): Promise<LastInputs> {
  const { graph, heldOut, images } = context;
  const defense = concat(images, heldOut);
  const node = graph.nodes.find(({ id }) => id === graph.output);
  const bias = node?.kind === 'dense' && node.bias !== null ? [node.bias] : [];
  const features = await featuresOf(askable(context, parameters), defense);
  const [weight = new Float32Array(), shift = null] = await readTogether(
    [lastLayer(graph).weight, ...bias].map((name) => parameter(parameters, name)),
  );
  const { classes } = graph;
  return { features, width: weight.length / classes, weight, bias: shift, classes, labels: defense.labels };
}

/** Positions of values from the smallest up; of equal ones the first. */
export function rankUp(values: Float32Array): number[] {
  return [...values.keys()].sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0) || a - b);
}

/** Channels of a network in the order in which they are cut, and what follows. */
export interface OrderedCut {
  /** Changed in place. */
  readonly parameters: OwnedTensors;
  readonly inputs: LastInputs;
  /** What the order comes from. */
  readonly activations: Float32Array;
  readonly order: readonly number[];
  readonly options: OptionsOfDefense<'fp'>;
}

/** Cuts in the order until accuracy gives way, then tunes. */
export async function* pruneInOrder(
  context: DefenseContext,
  { activations, inputs, options, order, parameters }: OrderedCut,
): AsyncGenerator<DefenseEvent, void> {
  const { drop, level, step, stop, ...tuning } = options;
  const { width } = inputs;
  yield { kind: 'stage', stage: 'rank' };
  yield { kind: 'ranking', activations, order };
  const before = accuracyWithout(inputs, new Set());
  const atOnce = Math.max(1, Math.ceil(step * width));
  let pruned = 0;
  for (let next = atOnce; next < width; next += atOnce) {
    const accuracy = accuracyWithout(inputs, new Set(order.slice(0, next)));
    yield { kind: 'step', stage: 'rank', step: next, limit: width, values: { defenseAccuracy: accuracy } };
    // The step that costs too much is taken back; BackdoorBench keeps it, its last good network being the same object.
    if (givesWay({ drop, level, stop }, accuracy, before)) break;
    pruned = next;
  }
  const mask = maskOf(width, new Set(order.slice(0, pruned)));
  try {
    const masks = new Map([[lastLayer(context.graph).weight, mask]]);
    holdAtZero(parameters, masks);
    yield { kind: 'point', parameters, pruned, at: 0 };
    yield* tune(context, {
      parameters,
      options: tuning,
      stage: 'tune',
      phase: 'tune',
      pruned,
      afterStep: (moved) => {
        holdAtZero(moved, masks);
      },
    });
  } finally {
    mask.dispose();
  }
}

/** The defense. */
export const finePruning: DefenseMethod<'fp'> = async function* (context) {
  const parameters = repairedOf(context);
  const inputs = await lastInputsOf(context, parameters);
  const activations = meanFeatures(inputs);
  const { options } = context;
  yield* pruneInOrder(context, { parameters, inputs, activations, order: rankUp(activations), options });
};

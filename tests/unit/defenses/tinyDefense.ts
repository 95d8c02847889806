/**
 * The network, the pictures and the random draws of scripts/make-defense-goldens.py, and how far two lists of numbers are apart.
 * Weights and pictures are functions of their names, so that the fixtures hold nothing but answers.
 */
import type { ImageSet } from '../../../workers/data/images';
import { NORMALISATIONS } from '../../../workers/data/normalise';
import type { Tensor } from '../../../workers/device/tf';
import { type BatchTensors, uploadBatch } from '../../../workers/graph/batchTensors';
import { GraphBuilder } from '../../../workers/graph/builder';
import type { ActivationName, Graph } from '../../../workers/graph/graph';
import type { HostTensors } from '../../../workers/graph/hostTensors';
import { type OwnedTensors, uploadTensors } from '../../../workers/graph/parameters';
import { findMaskSites } from '../../../workers/graph/sites';
import { fromTorchLayout, torchShape } from '../../../workers/nets/layout';
import { named } from '../graph/tinyNetwork';
import { madeUpTensor, noise } from '../nets/madeUp';

const SIZE = 8;
const CLASSES = 4;
/** Seed under which the draws in `draws.json` are made. */
export const SEED = 3;
/** Deviations that differ by channel, so that a mistaken scale of pixels shows. */
export const NORMALISATION = NORMALISATIONS.rnp;

/** A stem, a residual block and two smaller maps: 8 x 8, 4 x 4 and 2 x 2 pixels have attention. */
function buildNetwork(bend: ActivationName): Graph {
  const g = new GraphBuilder([SIZE, SIZE, 3]);
  const normalised = (at: number, input: string, channels: number, stride = 1): string => {
    const map = g.conv(`conv${String(at)}`, input, channels, { size: 3, stride });
    return g.batchNorm(`bn${String(at)}`, map);
  };
  const stem = g.layer(g.activation('relu1', normalised(1, 'input', 4), bend));
  const inner = g.activation('relu2', normalised(2, stem, 4), bend);
  const sum = g.add('add', normalised(3, inner, 4), stem);
  const block = g.layer(g.activation('relu3', sum, bend));
  const small = g.layer(g.activation('relu4', normalised(4, block, 6, 2), bend));
  const smallest = g.layer(g.activation('relu5', normalised(5, small, 6, 2), bend));
  return g.build('tiny', g.dense('linear', g.globalAvgPool('pool', smallest), CLASSES));
}

export const GRAPH = buildNetwork('relu');
/** The same with an activation that has no kink. */
export const SMOOTH = buildNetwork('swish');
export const SITES = findMaskSites(GRAPH);

/** Weights by name; with `whose`, those of another network of the same layout. */
export function hostWeights(whose = ''): HostTensors {
  return new Map(
    [...GRAPH.parameters].map(([name, spec]) => {
      const { shape, data } = madeUpTensor(whose + name, torchShape(spec));
      return [name, fromTorchLayout(spec, { shape, data: Float32Array.from(data) })];
    }),
  );
}

/** {@link hostWeights} on the device; the caller frees them. */
export function weights(whose = ''): OwnedTensors {
  return uploadTensors(hostWeights(whose));
}

/** The first `count` pictures: noise over the colour of their class, classes in turn. */
export function pictures(count: number): ImageSet {
  const labels = Uint16Array.from({ length: count }, (_, at) => at % CLASSES);
  const grain = noise('pictures', count * SIZE * SIZE * 3);
  const colours = noise('colours', CLASSES * 3);
  const pixels = Uint8Array.from(grain, (each, at) => {
    const label = labels[Math.floor(at / (SIZE * SIZE * 3))] ?? 0;
    return Math.floor(160 * each) + Math.floor(95 * (colours[3 * label + (at % 3)] ?? 0));
  });
  const classes = Array.from({ length: CLASSES }, (_, label) => String(label));
  return { count, height: SIZE, width: SIZE, channels: 3, classes, pixels, labels };
}

/** Pictures from `from` on as a batch; the caller frees it. */
export function pictureBatch(from: number, count: number): BatchTensors {
  const indices = Uint32Array.from({ length: count }, (_, at) => from + at);
  return uploadBatch(pictures(from + count), indices, NORMALISATION, null);
}

/** Numbers by name, as a fixture has them: in PyTorch's layout. */
export type Recorded = Readonly<Record<string, readonly number[]>>;

/** What PyTorch recorded, in our layout. */
export function ofTorch(recorded: Recorded): Map<string, Float32Array> {
  return new Map(
    Object.entries(recorded).map(([name, values]) => {
      const spec = named(GRAPH.parameters, name);
      const { data } = fromTorchLayout(spec, { shape: torchShape(spec), data: Float32Array.from(values) });
      return [name, data];
    }),
  );
}

function lengthOf(values: readonly number[]): number {
  return Math.sqrt(values.reduce((sum, each) => sum + each * each, 0));
}

/** Length of the difference of two lists over the length of the second. */
export function apart(found: ArrayLike<number>, wanted: ArrayLike<number>): number {
  if (found.length !== wanted.length) throw new RangeError('two lists of one length are needed');
  const [one, other] = [Array.from(found), Array.from(wanted)];
  return lengthOf(one.map((each, at) => each - (other[at] ?? 0))) / lengthOf(other);
}

/** The largest {@link apart} of all tensors that were recorded. */
export function mostApart(found: ReadonlyMap<string, ArrayLike<number>>, recorded: Recorded): number {
  const wanted = [...ofTorch(recorded)];
  return Math.max(...wanted.map(([name, values]) => apart(named(found, name), values)));
}

/** Values of tensors by name. */
export function valuesOf(tensors: ReadonlyMap<string, Tensor>): Map<string, Float32Array> {
  return new Map([...tensors].map(([name, each]) => [name, Float32Array.from(each.dataSync())]));
}

/** The one value of a scalar. */
export function scalarOf(tensor: Tensor): number {
  return tensor.dataSync()[0] ?? Number.NaN;
}

/** A ResNet small enough to differentiate numerically, and pictures for it. Every number is repeatable. */
import type { ImageSet } from '../../../workers/data/images';
import { NORMALISATIONS } from '../../../workers/data/normalise';
import { createRng } from '../../../workers/engine/rng';
import { uploadBatch, type BatchTensors } from '../../../workers/graph/batchTensors';
import type { Graph } from '../../../workers/graph/graph';
import type { HostTensors } from '../../../workers/graph/hostTensors';
import { findMaskSites } from '../../../workers/graph/sites';
import { initialParameters } from '../../../workers/nets/initialise';
import { buildResnetCifar } from '../../../workers/nets/resnetCifar';

export const TINY_NORMALISATION = NORMALISATIONS.shapes;
const SIZE = 8;
const CLASSES = 5;

/** Stem and four blocks, 4 to 32 channels, stride 2 and projections included. */
export function buildTinyResnet(): Graph {
  return buildResnetCifar({ width: 4, classes: CLASSES, blocks: [1, 1, 1, 1], inputChannels: 3 });
}

const WEIGHT_SPREAD = 0.4;

/** Values around `centre`, at most `spread` away. */
function scattered(shape: readonly number[], stream: string, centre: number, spread: number): Float32Array {
  const rng = createRng(1, stream);
  const count = shape.reduce((product, size) => product * size, 1);
  return Float32Array.from({ length: count }, () => centre + (2 * rng.uniform() - 1) * spread);
}

/** Weights of a network that has been trained a little: gammas, betas and running statistics are off their defaults. */
export function tinyParameters(graph: Graph): HostTensors {
  const host = new Map(initialParameters(graph, 3));
  for (const [name, { shape }] of host) {
    if (shape.length > 1) continue;
    if (name.endsWith('.running_var')) host.set(name, { shape, data: scattered(shape, name, 0.2, 0.1) });
    else
      host.set(name, {
        shape,
        data: scattered(shape, name, name.endsWith('.weight') ? 1 : 0, WEIGHT_SPREAD),
      });
  }
  return host;
}

/** Masks strictly inside 0..1, one per filter. */
export function tinyMasks(graph: Graph): HostTensors {
  return new Map(
    findMaskSites(graph).map(({ id, channels }) => [
      id,
      { shape: [channels], data: scattered([channels], `mask ${id}`, 0.6, 0.3) },
    ]),
  );
}

/** 8 x 8 colour noise with labels; `count` pictures. */
export function tinyImages(count: number): ImageSet {
  const rng = createRng(2, 'pictures');
  return {
    count,
    height: SIZE,
    width: SIZE,
    channels: 3,
    classes: Array.from({ length: CLASSES }, (_, label) => String(label)),
    pixels: Uint8Array.from({ length: count * SIZE * SIZE * 3 }, () => rng.int(256)),
    labels: Uint16Array.from({ length: count }, () => rng.int(CLASSES)),
  };
}

/** The first `count` pictures on the device; the caller disposes them. */
export function tinyBatch(count: number): BatchTensors {
  const indices = Uint32Array.from({ length: count }, (_, index) => index);
  return uploadBatch(tinyImages(count), indices, TINY_NORMALISATION, null);
}

/** A tensor of the map; the test cannot go on without it. */
export function named<T>(tensors: ReadonlyMap<string, T>, name: string): T {
  const tensor = tensors.get(name);
  if (tensor === undefined) throw new RangeError(`there is no ${name}`);
  return tensor;
}

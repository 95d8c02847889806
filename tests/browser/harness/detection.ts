/** Neural Cleanse and STRIP on a device and on wasm, which the unit tests hold against PyTorch. */
import { searchTriggers } from '../../../workers/detection/neuralCleanse';
import { stripEntropies } from '../../../workers/detection/strip';
import { relativeError } from '../../../workers/device/relativeError';
import { engine } from '../../../workers/device/tf';
import type { Classifier } from '../../../workers/graph/infer';
import { disposeTensors, uploadTensors } from '../../../workers/graph/parameters';
import { NEURAL_CLEANSE_OPTIONS } from '../../../workers/protocol/detection/neuralCleanse';
import { STRIP_OPTIONS } from '../../../workers/protocol/detection/strip';
import { groupDefaults } from '../../../workers/protocol/option';
import {
  buildTinyResnet,
  TINY_NORMALISATION,
  tinyImages,
  tinyParameters,
} from '../../unit/graph/tinyNetwork';
import type { DetectionAnswer } from './commands';

const IMAGES = 10;
const SEARCH = { ...groupDefaults(NEURAL_CLEANSE_OPTIONS, 'paper'), rounds: 3, batchSize: IMAGES };
const STRIP = { ...groupDefaults(STRIP_OPTIONS, 'paper'), overlays: 4 };

/** The last value of a generator; what it tells on the way is let go. */
async function endOf<T>(run: AsyncGenerator<unknown, T>): Promise<T> {
  for (;;) {
    const next = await run.next();
    if (next.done === true) return next.value;
  }
}

interface Detected {
  /** Masks and patterns of all classes, one after the other. */
  readonly masks: readonly Float32Array[];
  readonly patterns: readonly Float32Array[];
  readonly entropies: Float64Array;
  readonly tensors: readonly [number, number];
  readonly seconds: number;
}

async function detect(): Promise<Detected> {
  const before = engine().state.numTensors;
  const from = performance.now();
  const graph = buildTinyResnet();
  const parameters = uploadTensors(tinyParameters(graph));
  const classifier: Classifier = { graph, parameters, normalisation: TINY_NORMALISATION };
  const images = tinyImages(IMAGES);
  const { triggers } = await endOf(searchTriggers({ classifier, images, options: SEARCH, seed: 1 }));
  const entropies = await endOf(
    stripEntropies({ classifier, images, overlays: images, options: STRIP, seed: 1 }),
  );
  disposeTensors(parameters);
  return {
    masks: triggers.map(({ mask }) => mask),
    patterns: triggers.map(({ pattern }) => pattern),
    entropies,
    tensors: [before, engine().state.numTensors],
    seconds: (performance.now() - from) / 1000,
  };
}

function mostApart(found: readonly Float32Array[], wanted: readonly Float32Array[]): number {
  return Math.max(...wanted.map((each, at) => relativeError(found[at] ?? new Float32Array(), each)));
}

export async function compareDetection(
  start: () => Promise<unknown>,
  startReference: () => Promise<unknown>,
): Promise<DetectionAnswer> {
  await start();
  const found = await detect();
  await startReference();
  const wanted = await detect();
  return {
    masks: mostApart(found.masks, wanted.masks),
    patterns: mostApart(found.patterns, wanted.patterns),
    entropies: mostApart([Float32Array.from(found.entropies)], [Float32Array.from(wanted.entropies)]),
    moved: mostApart(
      wanted.masks,
      wanted.masks.map((mask) => mask.map(() => mask[0] ?? 0)),
    ),
    tensors: found.tensors,
    seconds: found.seconds,
  };
}

/**
 * Pictures that are changed step by step until a fixed network sees in them what the attacker wants. They are changed in
 * batches, each on its own, so that what is finished can be kept: an interrupted search goes on with the batch it was at.
 */
import { bytesPerImage, type ImageSet } from '../data/images';
import type { Tensor } from '../device/tf';
import { uploadImages } from '../graph/batchTensors';
import { unitRange } from '../graph/inputSearch';
import { devicePace, ReadBack } from '../graph/readBack';
import { FaultError } from '../protocol';
import type { AttackEvent } from './attack';
import type { TrainingState } from '../training/trainingState';

/** Some of the pictures. */
export interface SearchBatch {
  /** Positions [from, to) among the pictures of the search. */
  readonly from: number;
  readonly to: number;
  /** Where they begin: pixels in 0..1 [N, H, W, C]. They stay the search's. */
  readonly originals: Tensor;
}

/** What is done to a batch. */
export interface Mover {
  /** New pixels, and the objective before the step as a scalar; both the caller's. The given pixels stay. */
  readonly step: (pixels: Tensor) => { readonly pixels: Tensor; readonly loss: Tensor };
  /** Frees what it holds. */
  readonly dispose: () => void;
}

export interface Search {
  readonly state: TrainingState;
  /** Under which the finished bytes are kept. */
  readonly name: string;
  readonly images: ImageSet;
  readonly batchSize: number;
  readonly steps: number;
  readonly begin: (batch: SearchBatch) => Mover;
}

/** Values in 0..1 as bytes, rounded half up. */
function toBytes(values: Float32Array): Uint8Array {
  return Uint8Array.from(values, (value) => Math.max(0, Math.min(255, Math.floor(255 * value + 0.5))));
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const all = new Uint8Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}

/** Moves one batch to its end and returns its bytes; steps are counted on from `done` of `limit`. */
async function* moveBatch(
  { begin, images, steps }: Search,
  { from, to }: Omit<SearchBatch, 'originals'>,
  { done, limit }: { readonly done: number; readonly limit: number },
): AsyncGenerator<AttackEvent, Uint8Array> {
  const readBack = new ReadBack<number>(devicePace());
  const originals = uploadImages(images, from, to, unitRange(images.channels));
  let pixels = originals.clone();
  let mover: Mover | null = null;
  const eventOf = (step: number, loss = Number.NaN): AttackEvent => {
    if (!Number.isFinite(loss)) throw new FaultError('diverged', { step });
    return { kind: 'step', stage: 'craft', step, limit, values: { loss } };
  };
  try {
    mover = begin({ from, to, originals });
    for (let at = 1; at <= steps; at++) {
      const moved = mover.step(pixels);
      pixels.dispose();
      pixels = moved.pixels;
      readBack.add(done + at, [moved.loss]);
      moved.loss.dispose();
      for await (const { note, values } of readBack.due()) yield eventOf(note, values[0]?.[0]);
    }
    for await (const { note, values } of readBack.rest()) yield eventOf(note, values[0]?.[0]);
    return toBytes(await pixels.data<'float32'>());
  } finally {
    readBack.dispose();
    mover?.dispose();
    for (const each of [originals, pixels]) each.dispose();
  }
}

/** Changes all pictures, and returns their bytes (NHWC). Throws `diverged`. */
export async function* searchPictures(search: Search): AsyncGenerator<AttackEvent, Uint8Array> {
  const { batchSize, images, name, state, steps } = search;
  let bytes = state.bytes(name) ?? new Uint8Array();
  const limit = Math.ceil(images.count / batchSize) * steps;
  for (;;) {
    const from = bytes.length / bytesPerImage(images);
    if (from >= images.count) return bytes;
    const to = Math.min(from + batchSize, images.count);
    const done = (from / batchSize) * steps;
    bytes = joined(bytes, yield* moveBatch(search, { from, to }, { done, limit }));
    await state.keepBytes(name, bytes);
  }
}

/** A copy of the set in which the images named by `indices` have the given bytes. */
export function withPixels(set: ImageSet, indices: Uint32Array, bytes: Uint8Array): ImageSet {
  const pixels = set.pixels.slice();
  const size = bytesPerImage(set);
  indices.forEach((index, at) => pixels.set(bytes.subarray(at * size, (at + 1) * size), index * size));
  return { ...set, pixels };
}

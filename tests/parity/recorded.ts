/** The numbers recorded from PyTorch, read with the engine's own readers. Where they are absent, the tests skip and say so. */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type ImageSet, take } from '../../workers/data/images';
import { NORMALISATIONS } from '../../workers/data/normalise';
import { type LoadedNetwork, loadStateDict } from '../../workers/nets/load';
import { bytesSource, type ByteSource } from '../../workers/readers/byteSource';
import { readCifar10 } from '../../workers/readers/images/cifarBinary';
import type { RawTensor } from '../../workers/readers/elements';
import { type NdArray, readNpz } from '../../workers/readers/npy';
import { readTorchCheckpoint } from '../../workers/readers/torch';
import type { Feed } from '../../workers/rnp/feed';

const CASES = resolve(process.env['RNP_CASES'] ?? '../shared');

/** Whether the recorded cases are there; prints why the tests skip where they are not. */
export function hasRecordedCases(): boolean {
  const isPresent = existsSync(resolve(CASES, 'parity/backdoored_zip.pth'));
  if (!isPresent) console.warn(`skipped: no recorded cases in ${CASES} (set RNP_CASES)`);
  return isPresent;
}

/** What the recorded network was trained with. */
export const NORMALISATION = NORMALISATIONS.rnp;

const CLASSES = Array.from({ length: 10 }, (_, label) => String(label));

function source(path: string): ByteSource {
  return bytesSource(path, new Uint8Array(readFileSync(resolve(CASES, path))));
}

/** A JSON file of the recording; the caller names its shape. */
export function readRecordedJson(file: string): unknown {
  return JSON.parse(readFileSync(resolve(CASES, 'parity', file), 'utf8'));
}

/** A NumPy archive of the recording. */
export async function readRecordedArrays(file: string): Promise<(name: string) => NdArray> {
  const arrays = await readNpz(source(`parity/${file}`));
  return (name) => {
    const array = arrays.get(name);
    if (array === undefined) throw new RangeError(`${file} holds no ${name}`);
    return array;
  };
}

/** The backdoored network, from its PyTorch file. */
export async function loadBackdoored(): Promise<LoadedNetwork> {
  const { tensors } = await readTorchCheckpoint(source('parity/backdoored_zip.pth'));
  return loadStateDict(tensors);
}

/** The network after the 24th recorded step of unlearning. */
export async function loadUnlearned(): Promise<LoadedNetwork> {
  const arrays = await readNpz(source('parity/unlearned_weights.npz'));
  const tensors = new Map<string, RawTensor>();
  for (const [name, { shape, data }] of arrays) {
    tensors.set(name, { shape, dtype: 'float32', data: Float32Array.from(data) });
  }
  return loadStateDict(tensors);
}

/** The defender's 500 images, or the 1000 test images. */
export async function loadImages(name: 'cifar10-defense-500' | 'cifar10-test-1000'): Promise<ImageSet> {
  const { count, images, labels } = await readCifar10(source(`data/${name}.bin`));
  return {
    count,
    height: 32,
    width: 32,
    channels: 3,
    classes: CLASSES,
    pixels: images,
    labels: Uint16Array.from(labels),
  };
}

/** The first `count` images of a set. */
export function firstImages(set: ImageSet, count: number): ImageSet {
  return take(
    set,
    Array.from({ length: count }, (_, index) => index),
  );
}

/** Feeds the recorded batches in their recorded order, four to an epoch, without augmentation. */
export async function loadFeed(stage: 'unlearning' | 'recovering'): Promise<Feed> {
  const images = await loadImages('cifar10-defense-500');
  const { shape, data } = (await readRecordedArrays('batches.npz'))(`${stage}_batches`);
  const [rows = 0, width = 0] = shape;
  // Short batches are padded with -1.
  const batches = Array.from({ length: rows }, (_, row) =>
    Uint32Array.from([...data.subarray(row * width, (row + 1) * width)].filter((index) => index >= 0)),
  );
  const batchesPerEpoch = 4;
  return {
    images,
    normalisation: NORMALISATION,
    batchesPerEpoch,
    epoch: (epoch) => ({
      batches: batches.slice(epoch * batchesPerEpoch, (epoch + 1) * batchesPerEpoch),
      augmentWith: null,
    }),
  };
}

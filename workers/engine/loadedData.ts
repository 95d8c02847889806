/** The images of a run: the defender's pool and the test set, from the built-in shapes or from the user's files. */
import { countByClass, type ImageSet } from '../data/images';
import { drawShapes } from '../data/shapes/shapes';
import type { DataSummary, ImageSetSummary, NormalisationId } from '../protocol';
import type { ByteSource } from '../readers/byteSource';
import { readCifar10 } from '../readers/images/cifarBinary';
import { sha256Hex } from '../readers/sha256';

export interface LoadedData {
  readonly summary: DataSummary;
  /** All images the defender could have; a recipe draws its defense set from them. */
  readonly pool: ImageSet;
  readonly test: ImageSet | null;
}

/** Sizes of the built-in sets: enough defense images for any draw of 500, and the zoo's 2,000 test images. */
const SHAPES_POOL = 2000;
const SHAPES_TEST = 2000;

/** Class order of the data set's own documentation. */
const CIFAR10_NAMES = [
  'airplane',
  'automobile',
  'bird',
  'cat',
  'deer',
  'dog',
  'frog',
  'horse',
  'ship',
  'truck',
] as const;

function summarise(set: ImageSet, name: string, sha256: string): ImageSetSummary {
  const { count, height, width, channels } = set;
  return { name, sha256, count, height, width, channels, classCounts: Array.from(countByClass(set)) };
}

/** Name of the built-in set of a seed. */
export function shapesName(seed: number): string {
  return `shapes, seed ${String(seed)}`;
}

/** Draws the built-in set of a seed. */
export function openShapes(seed: number): LoadedData {
  const pool = drawShapes({ seed, count: SHAPES_POOL, split: 'defense' });
  const test = drawShapes({ seed, count: SHAPES_TEST, split: 'test' });
  const name = shapesName(seed);
  return {
    pool,
    test,
    summary: {
      kind: 'shapes',
      classes: pool.classes,
      defense: summarise(pool, name, ''),
      test: summarise(test, name, ''),
      normalisation: 'shapes',
    },
  };
}

async function openSet(source: ByteSource): Promise<{ set: ImageSet; summary: ImageSetSummary }> {
  const { count, images, labels } = await readCifar10(source);
  const set: ImageSet = {
    count,
    height: 32,
    width: 32,
    channels: 3,
    classes: CIFAR10_NAMES,
    pixels: images,
    labels,
  };
  return { set, summary: summarise(set, source.name, await sha256Hex(source)) };
}

/** Opens CIFAR-10 binary files. Throws the reader's faults, naming the file. */
export async function openImageFiles(
  defense: ByteSource,
  test: ByteSource | null,
  normalisation: NormalisationId,
): Promise<LoadedData> {
  const pool = await openSet(defense);
  const tested = test === null ? null : await openSet(test);
  return {
    pool: pool.set,
    test: tested?.set ?? null,
    summary: {
      kind: 'files',
      classes: pool.set.classes,
      defense: pool.summary,
      test: tested?.summary ?? null,
      normalisation,
    },
  };
}

/** Images of one role: from files of images, or those that a BackdoorBench file holds itself. */
import { FaultError } from '../protocol';
import type { ByteSource } from '../readers/byteSource';
import type { ReadImages, ReadImagesOptions } from '../readers/images/contract';
import { readImages } from '../readers/images/readImages';
import { sniffFormat } from '../readers/format';
import type { ImageReading } from './fileReader';
import { withRecord } from './recordedLabels';

/** The poisoned test images inside a file of BackdoorBench, with their own classes and the labels the attacker wants. */
async function imagesInside(source: ByteSource): Promise<ReadImages> {
  const { readTorchCheckpoint } = await import('../readers/torch');
  const { attack } = await readTorchCheckpoint(source);
  const poisoned = attack?.poisoned ?? null;
  if (poisoned?.kind !== 'pictures') {
    throw new FaultError(
      'images-unusable',
      { reason: 'the file holds a network, but no pictures' },
      { file: source.name },
    );
  }
  const { height, width, pixels, labels, originalLabels } = poisoned;
  const channels = poisoned.channels === 1 ? 1 : 3;
  const highest = labels.reduce((most, label) => Math.max(most, label), 0);
  const classes = Math.max(attack?.classes ?? 0, highest + 1);
  return {
    format: 'backdoorbench',
    count: labels.length,
    height,
    width,
    channels,
    pixels,
    // The images' own classes tell which of them belong to the target anyway.
    labels: originalLabels,
    wanted: labels,
    classes: Array.from({ length: classes }, (_, label) => String(label)),
    names: null,
    resized: null,
    notes: [],
  };
}

async function isCheckpoint([first, ...others]: readonly ByteSource[]): Promise<boolean> {
  return first !== undefined && others.length === 0 && (await sniffFormat(first)).startsWith('torch-');
}

/** Throws the readers' faults, naming the file. */
export async function readImageSet(
  sources: readonly ByteSource[],
  options: ReadImagesOptions & Pick<ImageReading, 'record'>,
): Promise<ReadImages> {
  const [first] = sources;
  const inside = first !== undefined && (await isCheckpoint(sources));
  const { record = null } = options;
  // What the list says comes afterwards: until then any class does.
  const label = options.label ?? (record === null ? null : 0);
  const images = inside ? await imagesInside(first) : await readImages(sources, { ...options, label });
  return record === null ? images : withRecord(images, record);
}

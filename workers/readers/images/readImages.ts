/** The one door for everything that holds pictures. */
import { FaultError } from '../../protocol/faults';
import { assertNotEmpty, type ByteSource } from '../byteSource';
import { damaged } from '../damage';
import { CIFAR_IMAGE_BYTES } from './cifarBinary';
import { readCifarArchive, readCifarFiles, type CifarSet } from './cifarFiles';
import { alignClasses } from './classes';
import type { ReadImages, ReadImagesOptions } from './contract';
import { fitImages } from './fit';
import { readArrays } from './readArrays';
import { readPictures } from './readPictures';
import { recogniseImages, type RecognisedImages } from './recognise';

/**
 * Reads pictures and their labels.
 * @param files one file, or all files of a dropped folder with their relative paths as names
 * @throws FaultError `file-unknown` for what holds no pictures; `labels-missing` (`count`, `total`, `first`);
 * `images-unusable` (`reason`); `labels-out-of-range`; `class-count-mismatch`; `file-damaged`; `file-empty`;
 * `file-too-large`; `pickle-refused`; and whatever `options.tell` throws
 */
export async function readImages(
  files: readonly ByteSource[],
  options: ReadImagesOptions,
): Promise<ReadImages> {
  const [first] = files;
  if (first === undefined) throw new FaultError('file-empty', {});
  if (files.length === 1) assertNotEmpty(first);
  const recognised = await recogniseImages(files);
  if (recognised === null) throw new FaultError('file-unknown', { found: 'unknown' }, { file: first.name });
  const images = await readRecognised(recognised, options);
  if (images.count === 0) throw damaged('it holds no picture');
  return images;
}

async function readRecognised(found: RecognisedImages, options: ReadImagesOptions): Promise<ReadImages> {
  switch (found.kind) {
    case 'cifar-archive':
      return cifarImages(await readCifarArchive(found.source, found.isPacked, options), options);
    case 'cifar':
      return cifarImages(await readCifarFiles(found.files, options), options);
    case 'arrays':
      return readArrays(found.files, found.format, options);
    case 'pictures':
      return readPictures(found.files, options);
    default:
      return found satisfies never;
  }
}

function cifarImages(set: CifarSet, options: ReadImagesOptions): ReadImages {
  const { count, format, notes } = set;
  const pixels = set.images.subarray(0, count * CIFAR_IMAGE_BYTES);
  const fitted = fitImages({ count, height: 32, width: 32, channels: 3, pixels }, options);
  const found = { classes: set.classes, labels: Uint16Array.from(set.labels) };
  return {
    format,
    ...fitted,
    ...alignClasses(found, options.classes),
    names: null,
    notes: [...notes, ...fitted.notes],
  };
}

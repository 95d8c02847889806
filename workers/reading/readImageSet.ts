/** Images of one role, with their checksum. */
import type { ByteSource } from '../readers/byteSource';
import { readImages, type ReadImagesOptions } from '../readers/images/readImages';
import type { ReadImageSet } from './fileReader';
import { hashOf } from './sources';

export async function readImageSet(
  sources: readonly ByteSource[],
  options: ReadImagesOptions,
): Promise<ReadImageSet> {
  const images = await readImages(sources, options);
  return { ...images, sha256: await hashOf(sources) };
}

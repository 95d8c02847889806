/** Fixtures that scripts/make-image-fixtures.py made, and reading them with ordinary options. */
import { readCodec } from '../../../../cli/nodeReader';
import { bytesSource, type ByteSource } from '../../../../workers/readers/byteSource';
import type { ReadImages, ReadImagesOptions } from '../../../../workers/readers/images/contract';
import { pictureDecoder } from '../../../../workers/readers/images/pictureDecoder';
import { readImages } from '../../../../workers/readers/images/readImages';
import { fixtureBytes } from '../fixture';

/** The decoder of the page and of the command line. */
export const decodePicture = pictureDecoder(readCodec);

export const OPTIONS: ReadImagesOptions = {
  decode: decodePicture,
  size: null,
  channels: null,
  label: null,
  classes: null,
  split: null,
};

/** Files of tests/fixtures/images under the names that a test gives them. */
export function imageFixture(name: string, as = name): ByteSource {
  return bytesSource(as, fixtureBytes(`images/${name}`));
}

/** Reads with {@link OPTIONS}, some of them changed. */
export function read(
  files: ByteSource | readonly ByteSource[],
  changed: Partial<ReadImagesOptions> = {},
): Promise<ReadImages> {
  return readImages('name' in files ? [files] : files, { ...OPTIONS, ...changed });
}

/** The codes of what was done to the pictures. */
export function codesOf({ notes }: ReadImages): readonly string[] {
  return notes.map(({ code }) => code);
}

/** A text map of one colour: the smallest picture that can be written by hand. */
export function tinyPicture(name: string, grey = 7, side = 2): ByteSource {
  const values = new Array<number>(side * side).fill(grey).join(' ');
  return bytesSource(name, new TextEncoder().encode(`P2 ${side} ${side} 255 ${values}\n`));
}

/** A file of text under any name. */
export function textFile(name: string, text: string): ByteSource {
  return bytesSource(name, new TextEncoder().encode(text));
}

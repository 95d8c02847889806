/** Everything that reads pictures, under attack. */
import { gunzipSync, unzipSync } from 'fflate';
import { readCodec } from '../../../cli/nodeReader';
import { bytesSource, viewOf, type ByteSource } from '../../../workers/readers/byteSource';
import { crc32 } from '../../../workers/readers/crc32';
import type { ReadImagesOptions } from '../../../workers/readers/images/contract';
import { pictureDecoder } from '../../../workers/readers/images/pictureDecoder';
import { readNetpbm } from '../../../workers/readers/images/netpbm';
import { readImages } from '../../../workers/readers/images/readImages';
import { readPicture } from '../../../workers/readers/images/readPicture';
import { fixture as anyFixture, withoutChecksums } from '../fixtures';
import { either, PICTURE, PLAIN, UNPACKED } from '../budgets';
import type { FuzzTarget } from '../target';

const fixture = (name: string): Uint8Array => anyFixture(`images/${name}`);

const decode = pictureDecoder(readCodec);

const OPTIONS: ReadImagesOptions = {
  decode,
  size: null,
  channels: null,
  label: 0,
  classes: null,
  split: null,
};

/** What was accepted must be whole: as many pixels and labels as pictures, and no label without a class. */
async function readWhole(
  files: readonly ByteSource[],
  changed: Partial<ReadImagesOptions> = {},
): Promise<void> {
  const { count, height, width, channels, pixels, labels, classes } = await readImages(files, {
    ...OPTIONS,
    ...changed,
  });
  if (pixels.length !== count * height * width * channels) throw new Error('pixels are missing');
  if (labels.length !== count) throw new Error('labels are missing');
  if (labels.some((label) => label >= classes.length)) throw new Error('a label has no class');
}

/** The chunks of a PNG under checksums that fit again: what lies behind that check shall be met by damage, too. */
function withChecksums(bytes: Uint8Array): Uint8Array {
  const out = bytes.slice();
  const view = viewOf(out);
  for (let at = 8; at + 12 <= out.length;) {
    const end = at + 12 + view.getUint32(at);
    if (end > out.length) break;
    view.setUint32(end - 4, crc32(out.subarray(at + 4, end - 4)));
    at = end;
  }
  return out;
}

const readFile = (bytes: Uint8Array): Promise<unknown> => readPicture(bytesSource('fuzz', bytes), decode);

const readOne = (bytes: Uint8Array): Promise<void> => readWhole([bytesSource('fuzz', bytes)]);

const TABLE = new TextEncoder().encode('Filename;Width;ClassId\n"a.pgm";2;1\nb.pgm;2;0\n');

/** The table beside two pictures, whose labels nothing else tells. */
function readTable(bytes: Uint8Array): Promise<void> {
  const picture = new TextEncoder().encode('P2 1 1 9 5');
  const files = [bytesSource('a.pgm', picture), bytesSource('b.pgm', picture), bytesSource('t.csv', bytes)];
  return readWhole(files, { label: null });
}

/** Readers of pictures, and of the containers that pictures come in. */
export const targets = (): readonly FuzzTarget[] => {
  const pickles = ['data_batch_1', 'cifar-100-train', 'fortran-protocol-5'].map(fixture);
  const packed = fixture('cifar-100-long-names.tar.gz');
  const zips = ['by-class.zip', 'escaping.zip', 'gtsrb-test.zip'].map(fixture);
  const npz = ['named.npz', 'positional.npz', 'unit-floats.npz'].map(fixture);
  const npy = [
    ...npz.flatMap((bytes) => Object.values(unzipSync(bytes)).slice(0, 1)),
    fixture('pictures.npy'),
  ];
  const maps = ['rgb.ppm', 'grey.pgm', 'deep.ppm', 'text.pgm'].map((name) => fixture(`formats/${name}`));
  const pictures = {
    png: ['rgb.png', 'clear.png', 'four-bit-palette.png', 'interlaced-bits.png', 'deep-grey-clear.png'],
    jpeg: ['rgb.jpg', 'progressive.jpg', 'grey.jpg', 'turned.jpg'],
    webp: ['lossy.webp', 'lossless.webp', 'lossy-clear.webp'],
    bmp: ['rgb.bmp', 'palette.bmp', 'one-bit.bmp', 'sixteen-bit.bmp'],
  };
  return [
    { reader: 'cifar-python', budget: PLAIN, seeds: pickles, read: readOne },
    { reader: 'cifar-100', budget: PLAIN, seeds: [fixture('cifar-100.bin')], read: readOne },
    { reader: 'cifar-archive', budget: UNPACKED, seeds: [packed, gunzipSync(packed)], read: readOne },
    {
      reader: 'picture-zip',
      budget: either(UNPACKED, PICTURE),
      seeds: [...zips, ...zips.map(withoutChecksums)],
      read: readOne,
    },
    { reader: 'picture-npz', budget: UNPACKED, seeds: [...npz, ...npz.map(withoutChecksums)], read: readOne },
    { reader: 'picture-npy', budget: PLAIN, seeds: npy, read: readOne },
    { reader: 'picture-table', budget: PLAIN, seeds: [TABLE], read: readTable },
    { reader: 'netpbm', budget: PLAIN, seeds: maps, read: (bytes) => readNetpbm(bytes) },
    ...Object.entries(pictures).map(([reader, names]) => ({
      reader,
      budget: PICTURE,
      seeds: names.map((name) => fixture(`formats/${name}`)),
      read: (bytes: Uint8Array) => readFile(reader === 'png' ? withChecksums(bytes) : bytes),
    })),
  ];
};

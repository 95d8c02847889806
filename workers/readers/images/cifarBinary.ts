import { FaultError } from '../../protocol/faults';
import { assertNotEmpty, type ByteSource } from '../byteSource';
import { readExactly, sourceStream, type ByteStream } from '../byteStream';
import { assertAtMost, damaged, namingFile } from '../damage';

/** Images of a CIFAR file. */
export interface CifarImages {
  readonly count: number;
  /** RGB, 0..255, NHWC: [count, 32, 32, 3]. */
  readonly images: Uint8Array;
  /** Class of each image, 0..9 or 0..99. */
  readonly labels: Uint8Array;
}

/** Is told how many images of a file are read; may throw to stop. */
export type TellCount = (done: number, total: number) => void;

/** How a record begins: labels of a byte each, the last of which counts (CIFAR-100 has a coarse one before it). */
export interface CifarLayout {
  readonly name: 'CIFAR-10' | 'CIFAR-100';
  readonly labelBytes: 1 | 2;
  readonly classes: 10 | 100;
}

export const CIFAR10: CifarLayout = { name: 'CIFAR-10', labelBytes: 1, classes: 10 };
export const CIFAR100: CifarLayout = { name: 'CIFAR-100', labelBytes: 2, classes: 100 };

/** Pixels of one plane, 32 x 32. */
const PLANE_BYTES = 1024;
/** Bytes of one image. */
export const CIFAR_IMAGE_BYTES = 3 * PLANE_BYTES;
/** Enough records to tell labels from chance without reading the file twice. */
const SAMPLED_RECORDS = 256;
/** Below this share of plausible labels it is some other file; above, the reader names the bad record. */
const MIN_PLAUSIBLE_SHARE = 0.9;
/** With fewer whole records than this, a file with a cut-off end is no evidence. */
const MIN_RECORDS_WHEN_CUT = 3;

/** Records read at a time: 0.8 MB. */
const CHUNK_RECORDS = 256;
/** Two and a half times the whole of CIFAR-10. */
const MAX_RECORDS = 150_000;

/** Bytes of one record: its labels and its image, the red, the green and the blue plane. */
function recordBytes(layout: CifarLayout): number {
  return layout.labelBytes + CIFAR_IMAGE_BYTES;
}

/**
 * Records have no magic bytes: nearly all of them must begin with possible labels. A few bad labels or a cut-off end still
 * count, so that the reader can say what is wrong.
 */
export async function looksLikeCifar(layout: CifarLayout, file: ByteSource): Promise<boolean> {
  const size = recordBytes(layout);
  const records = Math.floor(file.size / size);
  if (records < (file.size % size === 0 ? 1 : MIN_RECORDS_WHEN_CUT)) return false;
  const sampled = Math.min(records, SAMPLED_RECORDS);
  let plausible = 0;
  for (let i = 0; i < sampled; i++) {
    const at = Math.floor((i * records) / sampled) * size;
    const [first = 255, second = 255] = await file.slice(at, at + 2);
    const isPossible = layout.labelBytes === 1 ? first < 10 : first < 20 && second < 100;
    if (isPossible) plausible++;
  }
  return plausible >= MIN_PLAUSIBLE_SHARE * sampled;
}

/**
 * Reads CIFAR-10's "binary version" (one label byte, then 3 x 1024 plane bytes a record) and interleaves the
 * planes to NHWC. The file is read once, in pieces.
 * @throws FaultError `file-empty`; `file-damaged` (`records` whole ones and `bytesLeft`: cut off);
 * `labels-out-of-range` (`record` counted from 0, `value`, `classes`); `file-too-large`
 */
export async function readCifar10(source: ByteSource): Promise<CifarImages> {
  return namingFile(source.name, async () => {
    assertNotEmpty(source);
    return readCifarRecords(CIFAR10, sourceStream(source));
  });
}

/** The same for either layout and everything left of a stream, whose `mostLeft` must be exact. `tell` is called every 256 records. */
export async function readCifarRecords(
  layout: CifarLayout,
  stream: ByteStream,
  tell?: TellCount,
): Promise<CifarImages> {
  const count = recordCount(layout, stream.mostLeft);
  const size = recordBytes(layout);
  const images = new Uint8Array(count * CIFAR_IMAGE_BYTES);
  const labels = new Uint8Array(count);
  for (let first = 0; first < count; first += CHUNK_RECORDS) {
    const last = Math.min(count, first + CHUNK_RECORDS);
    const bytes = await readExactly(stream, (last - first) * size);
    for (let record = first; record < last; record++) {
      const at = (record - first) * size + layout.labelBytes;
      labels[record] = checkedLabel(bytes[at - 1], record, layout.classes);
      interleavePlanes(bytes, at, images, record * CIFAR_IMAGE_BYTES);
    }
    tell?.(last, count);
  }
  return { count, images, labels };
}

function recordCount(layout: CifarLayout, size: number): number {
  const records = Math.floor(size / recordBytes(layout));
  const bytesLeft = size % recordBytes(layout);
  if (bytesLeft !== 0) {
    throw new FaultError('file-damaged', {
      reason: `it holds ${records} whole ${layout.name} records and ${bytesLeft} bytes more`,
      records,
      bytesLeft,
    });
  }
  assertRecordCount(records);
  return records;
}

/** Throws `file-too-large` for more images than any file of CIFAR has. */
export function assertRecordCount(records: number): void {
  assertAtMost('images', records, MAX_RECORDS);
}

/** The label of a record; `labels-out-of-range` for one that the data set does not have. */
export function checkedLabel(label: number | undefined, record: number, classes: number): number {
  if (label === undefined) throw damaged('a label is missing');
  if (!Number.isInteger(label) || label < 0 || label >= classes) {
    throw new FaultError('labels-out-of-range', { record, value: label, classes });
  }
  return label;
}

/** Writes the red, green and blue plane that start at `from` as pixels that start at `to`. */
export function interleavePlanes(planes: Uint8Array, from: number, out: Uint8Array, to: number): void {
  for (let pixel = 0; pixel < PLANE_BYTES; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      out[to + 3 * pixel + channel] = planes[from + channel * PLANE_BYTES + pixel] ?? 0;
    }
  }
}

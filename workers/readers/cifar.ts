import { FaultError } from '../protocol/faults';
import { assertNotEmpty, sliceExactly, type ByteSource } from './byteSource';
import { damaged, namingFile } from './damage';

/** Images of a CIFAR-10 binary file. */
export interface CifarImages {
  readonly count: number;
  /** RGB, 0..255, NHWC: [count, 32, 32, 3]. */
  readonly images: Uint8Array;
  /** Class 0..9 of each image. */
  readonly labels: Uint8Array;
}

/** Pixels of one plane, 32 x 32. */
const PLANE_BYTES = 1024;
/** One label, then the red, the green and the blue plane. */
export const CIFAR10_RECORD_BYTES = 1 + 3 * PLANE_BYTES;
export const CIFAR10_CLASSES = 10;

/** Records read at a time: 3 MB. */
const CHUNK_RECORDS = 1000;
/** Two and a half times the whole of CIFAR-10. */
const MAX_RECORDS = 150_000;

/**
 * Reads CIFAR-10's "binary version" (one label byte, then 3 x 1024 plane bytes a record) and interleaves the
 * planes to NHWC. The file is read once, in pieces.
 * @throws FaultError `file-empty`; `file-damaged` (`records` whole ones and `bytesLeft`: cut off);
 * `labels-out-of-range` (`record` counted from 0, `value`, `classes`); `file-too-large`
 */
export async function readCifar10(source: ByteSource): Promise<CifarImages> {
  return namingFile(source.name, async () => {
    assertNotEmpty(source);
    const count = recordCount(source.size);
    const images = new Uint8Array(count * 3 * PLANE_BYTES);
    const labels = new Uint8Array(count);
    for (let first = 0; first < count; first += CHUNK_RECORDS) {
      const last = Math.min(count, first + CHUNK_RECORDS);
      const bytes = await sliceExactly(source, first * CIFAR10_RECORD_BYTES, last * CIFAR10_RECORD_BYTES);
      for (let record = first; record < last; record++) {
        const at = (record - first) * CIFAR10_RECORD_BYTES;
        labels[record] = labelAt(bytes, at, record);
        interleavePlanes(bytes, at + 1, images, record * 3 * PLANE_BYTES);
      }
    }
    return { count, images, labels };
  });
}

function recordCount(size: number): number {
  const records = Math.floor(size / CIFAR10_RECORD_BYTES);
  const bytesLeft = size % CIFAR10_RECORD_BYTES;
  if (bytesLeft !== 0) {
    throw new FaultError('file-damaged', {
      reason: `it holds ${records} whole CIFAR-10 records and ${bytesLeft} bytes more`,
      records,
      bytesLeft,
    });
  }
  if (records > MAX_RECORDS) {
    throw new FaultError('file-too-large', { what: 'images', value: records, limit: MAX_RECORDS });
  }
  return records;
}

function labelAt(bytes: Uint8Array, at: number, record: number): number {
  const label = bytes[at];
  if (label === undefined) throw damaged('a label is missing');
  if (label >= CIFAR10_CLASSES) {
    throw new FaultError('labels-out-of-range', { record, value: label, classes: CIFAR10_CLASSES });
  }
  return label;
}

function interleavePlanes(planes: Uint8Array, from: number, out: Uint8Array, to: number): void {
  for (let pixel = 0; pixel < PLANE_BYTES; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      out[to + 3 * pixel + channel] = planes[from + channel * PLANE_BYTES + pixel] ?? 0;
    }
  }
}

/**
 * CIFAR's "python version": pickles of Python 2 with `data` (N x 3072 bytes, the planes one behind the other) beside
 * `labels` (CIFAR-10) or `fine_labels` (CIFAR-100), and the class names in a pickle of their own.
 */
import { damaged } from '../damage';
import { elementCount } from '../elements';
import { unpickle } from '../pickle';
import { PICKLE_LIMITS } from '../pickleMachine';
import { decodedArray, pickledArrayOf, textOf, type PickledArray } from '../pickledArrays';
import { isDict, isSequence, type PickleValue } from '../pickleValues';
import {
  assertRecordCount,
  checkedLabel,
  CIFAR_IMAGE_BYTES,
  interleavePlanes,
  type CifarImages,
  type TellCount,
} from './cifarBinary';

/** One batch, and how many classes its data set has. */
interface CifarBatch extends CifarImages {
  readonly classes: 10 | 100;
}

const TELL_EVERY = 256;

type Fields = ReadonlyMap<string, PickleValue>;

/** The dict of a pickle by its keys as text. */
function fieldsOf(bytes: Uint8Array): Fields {
  const { value } = unpickle(bytes, 0, PICKLE_LIMITS, 'bytes');
  const fields = new Map<string, PickleValue>();
  if (!isDict(value)) throw damaged('it is a pickle, but no batch of CIFAR images');
  for (const [key, item] of value.entries) {
    const name = textOf(key);
    if (name !== null) fields.set(name, item);
  }
  return fields;
}

/**
 * Reads one batch.
 * @throws FaultError `file-damaged`; `pickle-refused`; `file-too-large`; `labels-out-of-range`
 */
export function readPythonBatch(bytes: Uint8Array, tell?: TellCount): CifarBatch {
  const fields = fieldsOf(bytes);
  const fine = fields.get('fine_labels');
  const classes = fine === undefined ? 10 : 100;
  const array = pickledArrayOf(fields.get('data'));
  const stated = labelsOf(fine ?? fields.get('labels'));
  if (array === null || stated === null) throw damaged('it is a pickle, but no batch of CIFAR images');
  const count = countOf(array);
  if (stated.length !== count) throw damaged(`it holds ${count} images and ${stated.length} labels`);
  const labels = Uint8Array.from(stated, (label, record) => checkedLabel(label, record, classes));
  return { count, images: imagesOf(array, count, tell), labels, classes };
}

/** A list of whole numbers, or a one-dimensional array of them; null for anything else. */
function labelsOf(value: PickleValue | undefined): readonly number[] | null {
  if (isSequence(value)) {
    const numbers = value.items.filter((item) => typeof item === 'number');
    return numbers.length === value.items.length ? numbers : null;
  }
  const array = pickledArrayOf(value);
  if (array?.shape.length !== 1 || !/^[iu]/.test(array.code)) return null;
  // Labels are small: a sign bit only tells nonsense apart.
  const labels = decodedArray({ ...array, code: array.code.replace('u', 'i') });
  return labels === null ? null : [...labels.data];
}

function countOf({ shape, code, bytes }: PickledArray): number {
  const [count = 0, ...rest] = shape;
  const each = elementCount(rest);
  const isWhole = each === CIFAR_IMAGE_BYTES && bytes.length === count * CIFAR_IMAGE_BYTES;
  if (code !== 'u1' || shape.length < 2 || !isWhole) {
    throw damaged('its images are not 32 x 32 pixels in three colours');
  }
  assertRecordCount(count);
  return count;
}

function imagesOf(
  { bytes, fortranOrder }: PickledArray,
  count: number,
  tell: TellCount | undefined,
): Uint8Array {
  const images = new Uint8Array(bytes.length);
  const record = new Uint8Array(CIFAR_IMAGE_BYTES);
  for (let image = 0; image < count; image++) {
    const at = image * CIFAR_IMAGE_BYTES;
    if (image % TELL_EVERY === 0) tell?.(image, count);
    if (!fortranOrder) {
      interleavePlanes(bytes, at, images, at);
      continue;
    }
    // Column-major: all first values, then all second values, ...
    for (let i = 0; i < CIFAR_IMAGE_BYTES; i++) record[i] = bytes[i * count + image] ?? 0;
    interleavePlanes(record, 0, images, at);
  }
  return images;
}

/** Class names of `batches.meta` or `meta`; null where there are none. */
export function readPythonNames(bytes: Uint8Array): readonly string[] | null {
  const fields = fieldsOf(bytes);
  const list = fields.get('fine_label_names') ?? fields.get('label_names');
  if (!isSequence(list)) return null;
  const names = list.items.map((item) => textOf(item)).filter((name) => name !== null);
  return names.length === list.items.length && names.length > 0 ? names : null;
}

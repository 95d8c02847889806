/**
 * Writes a state dict as `torch.save` does: a zip of stored entries with a pickled OrderedDict of tensors and one raw
 * storage each. `torch.load(path, weights_only=True)` reads it: it names nothing but torch's own rebuilding functions.
 */
import type { ElementType } from '../readers/elements';
import { PickleWriter } from './pickleWriter';
import { storedBytes, writeElements, type StoredTensor } from './storedTensor';
import { writeStoredZip, type ArchiveEntry } from './zipWriter';

/** How the file is to look inside. */
interface TorchZipOptions {
  /** The folder inside the archive; PyTorch takes the file's name without its suffix. */
  readonly name: string;
  /** The key, or dotted path of keys, that the original kept its weights under; null for a bare state dict. */
  readonly wrapper: string | null;
}

const STORAGES: Readonly<Record<ElementType, string>> = {
  float32: 'FloatStorage',
  float64: 'DoubleStorage',
  float16: 'HalfStorage',
  bfloat16: 'BFloat16Storage',
  int64: 'LongStorage',
  int32: 'IntStorage',
  int16: 'ShortStorage',
  int8: 'CharStorage',
  uint8: 'ByteStorage',
  bool: 'BoolStorage',
};

/** What torch 1.6 and later check: their own file format version. */
const FORMAT_VERSION = '3\n';
const ALIGNMENT = 64;

/**
 * @param tensors in the order and under the names of the file to be written
 * @throws RangeError when a tensor's data and shape disagree: a bug of the caller; FaultError `file-too-large`
 */
export function writeTorchZip(
  tensors: ReadonlyMap<string, StoredTensor>,
  { name, wrapper }: TorchZipOptions,
): Uint8Array<ArrayBuffer> {
  const root = name.replace(/[^A-Za-z0-9._-]/g, '_') || 'archive';
  const storages = [...tensors].map(([key, tensor], i): ArchiveEntry => ({
    name: `${root}/data/${i}`,
    bytes: storedBytes(key, tensor),
    write: (target) => writeElements(target, tensor),
  }));
  const entries = [
    entryOf(`${root}/data.pkl`, pickleOf(tensors, wrapper)),
    entryOf(`${root}/byteorder`, new TextEncoder().encode('little')),
    ...storages,
    entryOf(`${root}/version`, new TextEncoder().encode(FORMAT_VERSION)),
  ];
  return writeStoredZip(entries, ALIGNMENT);
}

function entryOf(name: string, bytes: Uint8Array): ArchiveEntry {
  return { name, bytes: bytes.length, write: (target) => target.set(bytes) };
}

function pickleOf(tensors: ReadonlyMap<string, StoredTensor>, wrapper: string | null): Uint8Array {
  const p = new PickleWriter().op(0x80, 2); // PROTO
  const keys = wrapper === null ? [] : wrapper.split('.');
  for (const key of keys) p.op(0x7d).text(key); // EMPTY_DICT
  emptyOrderedDict(p).op(0x28); // MARK
  [...tensors].forEach(([name, tensor], i) => writeTensor(p.text(name), String(i), tensor));
  p.op(0x75); // SETITEMS
  for (let level = 0; level < keys.length; level++) p.op(0x73); // SETITEM
  return p.op(0x2e).finish(); // STOP
}

function emptyOrderedDict(p: PickleWriter): PickleWriter {
  return p.global('collections', 'OrderedDict').op(0x29, 0x52); // EMPTY_TUPLE REDUCE
}

/** `_rebuild_tensor_v2(storage, offset, size, stride, requires_grad, backward_hooks)` (torch/_utils.py). */
function writeTensor(p: PickleWriter, key: string, { shape, dtype, data }: StoredTensor): void {
  p.global('torch._utils', '_rebuild_tensor_v2').op(0x28);
  p.op(0x28).text('storage').global('torch', STORAGES[dtype]).text(key).text('cpu').integer(data.length);
  p.op(0x74, 0x51).integer(0); // TUPLE BINPERSID, and the offset
  p.integers(shape).integers(stridesOf(shape)).op(0x89); // NEWFALSE
  emptyOrderedDict(p).op(0x74, 0x52); // TUPLE REDUCE
}

/** Row-major strides; PyTorch counts an empty axis as one element. */
function stridesOf(shape: readonly number[]): number[] {
  const strides: number[] = [];
  let step = 1;
  for (const size of shape.toReversed()) {
    strides.unshift(step);
    step *= Math.max(1, size);
  }
  return strides;
}

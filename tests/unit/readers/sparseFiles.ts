/** Checkpoints of any size that take no memory: what they hold is mostly zeros that are made when asked for. */
import { PickleWriter } from '../../../workers/export/pickleWriter';
import type { ByteSource } from '../../../workers/readers/byteSource';

/** Counts what is asked of it. */
export interface SparseSource extends ByteSource {
  readonly asked: { bytes: number; largest: number };
}

interface Segment {
  readonly start: number;
  readonly bytes: Uint8Array;
}

const ZEROS = new Uint8Array(8 * 2 ** 20);
/** Elements of each of the tensors `w0`, `w1`, ... and their bytes. */
const STORAGE_ELEMENTS = 2 ** 25;
const STORAGE_BYTES = 4 * STORAGE_ELEMENTS;

function sparse(name: string, size: number, segments: readonly Segment[]): SparseSource {
  const asked = { bytes: 0, largest: 0 };
  return {
    name,
    size,
    asked,
    slice(from, to) {
      const end = Math.min(to, size);
      asked.bytes += end - from;
      asked.largest = Math.max(asked.largest, end - from);
      const touched = segments.filter(({ start, bytes }) => start < end && start + bytes.length > from);
      if (touched.length === 0 && end - from <= ZEROS.length)
        return Promise.resolve(ZEROS.subarray(0, end - from));
      const out = new Uint8Array(end - from);
      for (const { start, bytes } of touched) {
        const skipped = Math.max(0, from - start);
        out.set(bytes.subarray(skipped, Math.max(skipped, end - start)), Math.max(0, start - from));
      }
      return Promise.resolve(out);
    },
  };
}

/** `{state_dict: {w0: ..., w1: ...}, optimizer: {w0: ...}}` of this many tensors, pickled. */
function pickleOf(count: number): Uint8Array {
  const p = new PickleWriter().op(0x80, 2, 0x7d);
  for (const [holder, first] of [
    ['state_dict', 0],
    ['optimizer', count],
  ] as const) {
    p.text(holder).op(0x7d, 0x28);
    for (let i = 0; i < (first === 0 ? count : 1); i++) {
      p.text(`w${i}`).global('torch._utils', '_rebuild_tensor_v2').op(0x28, 0x28).text('storage');
      p.global('torch', 'FloatStorage')
        .text(String(first + i))
        .text('cpu')
        .integer(STORAGE_ELEMENTS);
      p.op(0x74, 0x51).integer(0).integers([STORAGE_ELEMENTS]).integers([1]).op(0x89);
      p.global('collections', 'OrderedDict').op(0x29, 0x52, 0x74, 0x52);
    }
    p.op(0x75, 0x73);
  }
  return p.op(0x2e).finish().slice();
}

/** What `torch.save` writes today, with `count` weights of 128 MiB and one more tensor that is the optimizer's. */
export function sparseTorchZip(count: number): SparseSource {
  const entries = [{ name: 'net/data.pkl', bytes: pickleOf(count) as Uint8Array | null }];
  for (let key = 0; key <= count; key++) entries.push({ name: `net/data/${key}`, bytes: null });
  const segments: Segment[] = [];
  const directory: Uint8Array[] = [];
  let at = 0;
  for (const { name, bytes } of entries) {
    const length = bytes?.length ?? STORAGE_BYTES;
    // A checksum of 0 stands for none, as PyTorch can write it.
    const facts = [
      uint(20, 2),
      uint(0, 2),
      uint(0, 2),
      uint(0, 4),
      uint(0, 4),
      uint(length, 4),
      uint(length, 4),
    ];
    const local = joined(uint(0x04034b50, 4), ...facts, uint(name.length, 2), uint(0, 2), Buffer.from(name));
    const rest = [
      uint(name.length, 2),
      uint(0, 2),
      uint(0, 2),
      uint(0, 4),
      uint(0, 4),
      uint(at, 4),
      Buffer.from(name),
    ];
    directory.push(joined(uint(0x02014b50, 4), uint(20, 2), ...facts, ...rest));
    segments.push({ start: at, bytes: bytes === null ? local : joined(local, bytes) });
    at += local.length + length;
  }
  const table = joined(...directory);
  const counts = [uint(0, 4), uint(entries.length, 2), uint(entries.length, 2)];
  const end = joined(table, uint(0x06054b50, 4), ...counts, uint(table.length, 4), uint(at, 4), uint(0, 2));
  return sparse('large.pth', at + end.length, [...segments, { start: at, bytes: end }]);
}

/** The same as PyTorch wrote it before version 1.6. */
export function sparseTorchLegacy(count: number): SparseSource {
  const magic = Uint8Array.of(
    0x80,
    2,
    0x8a,
    10,
    0x6c,
    0xfc,
    0x9c,
    0x46,
    0xf9,
    0x20,
    0x6a,
    0xa8,
    0x50,
    0x19,
    0x2e,
  );
  const version = new PickleWriter().op(0x80, 2).integer(1001).op(0x2e).finish();
  const system = new PickleWriter().op(0x80, 2, 0x7d, 0x2e).finish();
  const keys = new PickleWriter().op(0x80, 2, 0x5d, 0x28);
  for (let key = 0; key <= count; key++) keys.text(String(key));
  const head = joined(magic, version, system, pickleOf(count), keys.op(0x65, 0x2e).finish());
  const segments = [{ start: 0, bytes: head }];
  let at = head.length;
  for (let key = 0; key <= count; key++) {
    segments.push({ start: at, bytes: joined(uint(STORAGE_ELEMENTS, 4), uint(0, 4)) });
    at += 8 + STORAGE_BYTES;
  }
  return sparse('large.tar', at, segments);
}

/** A safetensors file of `count` tensors of 128 MiB. */
export function sparseSafetensors(count: number): SparseSource {
  const places = Array.from({ length: count }, (_, i) => {
    const place = [i * STORAGE_BYTES, (i + 1) * STORAGE_BYTES];
    return [`w${i}`, { dtype: 'F32', shape: [STORAGE_ELEMENTS], data_offsets: place }];
  });
  const header = Buffer.from(JSON.stringify(Object.fromEntries(places)));
  const head = joined(uint(header.length, 4), uint(0, 4), header);
  return sparse('large.safetensors', head.length + count * STORAGE_BYTES, [{ start: 0, bytes: head }]);
}

function uint(value: number, bytes: number): Uint8Array {
  return Uint8Array.from({ length: bytes }, (_, i) => Math.floor(value / 2 ** (8 * i)) % 256);
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

/** The weights of a TensorFlow.js model: a manifest of names, shapes and types, and the bytes one behind another in shards. */
import { FaultError } from '../protocol/faults';
import { type ByteSource, sliceExactly } from './byteSource';
import { damaged } from './damage';
import { decodeElements, ELEMENT_BYTES, elementCount, type ElementType, type RawTensor } from './elements';
import { decodeNumbers } from './hdf5/numbers';
import { items, type JsonValue, member, numberMember, textMember } from './kerasJson';

/** One tensor of the manifest. */
interface Entry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: ElementType;
  readonly stored: Stored;
}

/** How its numbers lie in the shards: as they are, or as whole numbers q with value = q scale + min. */
type Stored =
  | { readonly kind: 'plain'; readonly dtype: ElementType }
  | { readonly kind: 'steps'; readonly bytes: 1 | 2; readonly scale: number; readonly min: number };

const TYPES: ReadonlyMap<string, ElementType> = new Map<string, ElementType>([
  ['float32', 'float32'],
  ['int32', 'int32'],
  ['bool', 'bool'],
  ['uint8', 'uint8'],
]);
const MOST_TENSORS = 100_000;

/** Where a file of the model can be found; null where it was not given. */
export type FindFile = (path: string) => Promise<ByteSource | null>;

/** The names of all shards of a manifest. */
export function shardPaths(manifest: JsonValue | undefined): readonly string[] {
  return items(manifest).flatMap((group) => pathsOf(group));
}

function pathsOf(group: JsonValue): readonly string[] {
  return items(member(group, 'paths')).filter((path) => typeof path === 'string');
}

/**
 * All tensors of a manifest, in its order.
 * @throws FaultError `file-companion-missing` (`name`) naming the shards that were not given, `file-damaged`
 */
export async function readTfjsWeights(
  manifest: JsonValue | undefined,
  find: FindFile,
): Promise<Map<string, RawTensor>> {
  const shards = new Map<string, ByteSource>();
  const missing: string[] = [];
  for (const path of shardPaths(manifest)) {
    const shard = await find(path);
    if (shard === null) missing.push(path);
    else shards.set(path, shard);
  }
  if (missing.length > 0) {
    throw new FaultError('file-companion-missing', { name: missing.slice(0, 8).join(', ') });
  }
  const tensors = new Map<string, RawTensor>();
  for (const group of items(manifest)) {
    const parts = pathsOf(group).flatMap((path) => shards.get(path) ?? []);
    const bytes = joined(parts);
    let at = 0;
    for (const spec of items(member(group, 'weights'))) {
      const entry = entryOf(spec);
      if (tensors.has(entry.name)) throw damaged(`there are two tensors called ${entry.name}`);
      if (tensors.size >= MOST_TENSORS) throw damaged('it lists too many tensors');
      const end = at + elementCount(entry.shape) * widthOf(entry.stored);
      if (!(end <= bytes.size)) throw damaged('its shards are too short for its tensors');
      tensors.set(entry.name, decode(entry, await bytes.read(at, end)));
      at = end;
    }
    if (at !== bytes.size) throw damaged('its shards are longer than its tensors');
  }
  return tensors;
}

function entryOf(spec: JsonValue): Entry {
  const name = textMember(spec, 'name');
  if (name === undefined) throw damaged('a tensor in it has no name');
  const shape = items(member(spec, 'shape')).map((size) => {
    if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) {
      throw damaged(`the tensor ${name} has no proper shape`);
    }
    return size;
  });
  const dtype = TYPES.get(textMember(spec, 'dtype') ?? '');
  if (dtype === undefined) throw damaged(`the tensor ${name} has an unknown element type`);
  return { name, shape, dtype, stored: storedAs(name, dtype, member(spec, 'quantization')) };
}

function storedAs(name: string, dtype: ElementType, quantization: JsonValue | undefined): Stored {
  if (quantization === undefined) return { kind: 'plain', dtype };
  const type = textMember(quantization, 'dtype');
  if (type === 'float16') return { kind: 'plain', dtype: 'float16' };
  const [scale, min] = [numberMember(quantization, 'scale'), numberMember(quantization, 'min')];
  if ((type !== 'uint8' && type !== 'uint16') || scale === undefined || min === undefined) {
    throw damaged(`the tensor ${name} is shortened in an unknown way`);
  }
  return { kind: 'steps', bytes: type === 'uint8' ? 1 : 2, scale, min };
}

function widthOf(stored: Stored): number {
  return stored.kind === 'plain' ? ELEMENT_BYTES[stored.dtype] : stored.bytes;
}

function decode({ shape, dtype, stored }: Entry, bytes: Uint8Array): RawTensor {
  if (stored.kind === 'plain')
    return { shape, dtype: stored.dtype, data: decodeElements(bytes, stored.dtype) };
  const { scale, min } = stored;
  const type = {
    kind: 'number',
    bytes: stored.bytes,
    bigEndian: false,
    dtype: stored.bytes === 1 ? 'uint8' : 'int32',
    signed: false,
  } as const;
  const data = decodeNumbers(bytes, type).map((step) => step * scale + min);
  return { shape, dtype, data: dtype === 'int32' ? data.map(Math.round) : data };
}

interface Joined {
  readonly size: number;
  read(start: number, end: number): Promise<Uint8Array>;
}

/** Several files as one. */
function joined(parts: readonly ByteSource[]): Joined {
  const size = parts.reduce((sum, part) => sum + part.size, 0);
  return {
    size,
    async read(start, end) {
      const out = new Uint8Array(end - start);
      let at = 0;
      for (const part of parts) {
        const [from, to] = [Math.max(start, at), Math.min(end, at + part.size)];
        if (from < to) out.set(await sliceExactly(part, from - at, to - at), from - start);
        at += part.size;
      }
      return out;
    },
  };
}

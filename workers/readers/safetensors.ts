import { assertNotEmpty, sliceExactly, uint64At, viewOf, type ByteSource } from './byteSource';
import { assertAtMost, damaged, namingFile } from './damage';
import {
  assertAffordable,
  ELEMENT_BYTES,
  elementCount,
  tensorOf,
  type ElementType,
  type RawTensor,
} from './elements';
import { readOwned } from './pieces';

/** A safetensors file as plain data. */
export interface SafetensorsFile {
  readonly format: 'safetensors';
  /** In the order of the file's header. */
  readonly tensors: Map<string, RawTensor>;
  readonly metadata: ReadonlyMap<string, string>;
}

/** The length of the JSON header, an unsigned 64-bit integer. */
const LENGTH_BYTES = 8;
/** A network of 1,000 tensors needs about 100 kB; the reference library stops at 100 MB. */
const MAX_HEADER_BYTES = 25_000_000;
const METADATA_KEY = '__metadata__';

const TYPES: ReadonlyMap<string, ElementType> = new Map<string, ElementType>([
  ['F32', 'float32'],
  ['F64', 'float64'],
  ['F16', 'float16'],
  ['BF16', 'bfloat16'],
  ['I64', 'int64'],
  ['I32', 'int32'],
  ['I16', 'int16'],
  ['I8', 'int8'],
  ['U8', 'uint8'],
  ['BOOL', 'bool'],
]);

interface TensorPlace {
  readonly name: string;
  readonly dtype: ElementType;
  readonly shape: readonly number[];
  /** Bytes, counted from the end of the header. */
  readonly begin: number;
  readonly end: number;
}

/**
 * Reads a safetensors file: header length, JSON header, then the tensors' bytes without gap or overlap
 * (github.com/huggingface/safetensors, "Format").
 * @throws FaultError `file-empty`, `file-damaged` (`reason`), `file-too-large`
 */
export async function readSafetensors(source: ByteSource): Promise<SafetensorsFile> {
  return namingFile(source.name, async () => {
    assertNotEmpty(source);
    const lengthBytes = await sliceExactly(source, 0, LENGTH_BYTES);
    const headerBytes = uint64At(viewOf(lengthBytes), 0);
    assertAtMost('bytes of header', headerBytes, MAX_HEADER_BYTES);
    const dataStart = LENGTH_BYTES + headerBytes;
    const header = parseHeader(await sliceExactly(source, LENGTH_BYTES, dataStart));
    const places = [...header].filter(([name]) => name !== METADATA_KEY).map(([name, v]) => placeOf(name, v));
    assertSeamless(places, source.size - dataStart);
    assertAffordable(places.reduce((sum, { shape }) => sum + elementCount(shape), 0));
    const tensors = new Map<string, RawTensor>();
    for (const { name, dtype, shape, begin, end } of places) {
      const bytes = await readOwned(source, dataStart + begin, dataStart + end);
      tensors.set(name, tensorOf(shape, dtype, bytes));
    }
    return { format: 'safetensors', tensors, metadata: metadataOf(header.get(METADATA_KEY)) };
  });
}

function parseHeader(bytes: Uint8Array): ReadonlyMap<string, unknown> {
  const parsed = parseJson(bytes);
  if (!isRecord(parsed)) throw damaged('its header is not a list of tensors');
  return new Map(Object.entries(parsed));
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown;
  } catch (thrown) {
    throw damaged('its header cannot be read', String(thrown).slice(0, 200));
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function placeOf(name: string, value: unknown): TensorPlace {
  const entry: Readonly<Record<string, unknown>> = isRecord(value) ? value : {};
  const code = entry['dtype'];
  const dtype = typeof code === 'string' ? TYPES.get(code) : undefined;
  if (dtype === undefined) throw damaged(`the tensor ${name} has an unknown element type`);
  const shape = sizes(entry['shape']);
  const [begin, end, ...rest] = sizes(entry['data_offsets']) ?? [];
  if (shape === null || begin === undefined || end === undefined || rest.length > 0) {
    throw damaged(`the tensor ${name} has no proper shape or place`);
  }
  if (end - begin !== elementCount(shape) * ELEMENT_BYTES[dtype]) {
    throw damaged(`the tensor ${name} has more or fewer bytes than its shape needs`);
  }
  return { name, dtype, shape, begin, end };
}

function sizes(value: unknown): number[] | null {
  if (!Array.isArray(value)) return null;
  const numbers = value.filter((item): item is number => Number.isSafeInteger(item) && item >= 0);
  return numbers.length === value.length ? numbers : null;
}

/** Each byte belongs to exactly one tensor; so no tensor can be read that the file does not pay for. */
function assertSeamless(places: readonly TensorPlace[], dataBytes: number): void {
  let at = 0;
  for (const place of [...places].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (place.begin !== at) throw damaged(`the tensor ${place.name} overlaps another or leaves a gap`);
    at = place.end;
  }
  if (at > dataBytes) throw damaged('it ends before its last tensor does');
  if (at < dataBytes) throw damaged('it goes on behind its last tensor');
}

/** Text only, as the format asks; anything else is left out. */
function metadataOf(value: unknown): ReadonlyMap<string, string> {
  const texts = Object.entries(isRecord(value) ? value : {});
  return new Map(texts.filter((pair): pair is [string, string] => typeof pair[1] === 'string'));
}

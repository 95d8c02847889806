/** ONNX's TensorProto: raw bytes, typed fields, or bytes in a file of their own. */
import { FaultError } from '../protocol/faults';
import { sliceExactly, type ByteSource } from './byteSource';
import { CUT_SHORT, damaged } from './damage';
import { decodeElements, ELEMENT_BYTES, elementCount, halfToNumber } from './elements';
import type { ElementType, RawTensor } from './elements';
import { baseName } from './images/paths';
import type { OnnxTensor } from './onnxModel';
import { varintsOf, type Span, type WireField, type WireReader } from './protobuf';

/** What a tensor needs to find its numbers: the file it stands in and those opened with it. */
export interface OnnxFiles {
  readonly wire: WireReader;
  readonly companions: readonly ByteSource[];
}

/** TensorProto.DataType. */
const TYPES: ReadonlyMap<number, ElementType> = new Map<number, ElementType>([
  [1, 'float32'],
  [2, 'uint8'],
  [3, 'int8'],
  [5, 'int16'],
  [6, 'int32'],
  [7, 'int64'],
  [9, 'bool'],
  [10, 'float16'],
  [11, 'float64'],
  [16, 'bfloat16'],
]);
/** TensorProto.DataLocation. */
const EXTERNAL = 1;
const MOST_DIMS = 16;
/** Numbers of fields in TensorProto. */
const FIELD = {
  dims: 1,
  type: 2,
  floats: 4,
  int32s: 5,
  int64s: 7,
  name: 8,
  raw: 9,
  doubles: 10,
  external: 13,
  location: 14,
} as const;

interface Description {
  readonly name: string;
  readonly dims: readonly number[];
  readonly type: ElementType | undefined;
  readonly fields: readonly WireField[];
}

/** The tensor described at `span`. @throws FaultError `file-damaged` for an impossible shape */
export async function tensorAt(files: OnnxFiles, span: Span): Promise<OnnxTensor> {
  const fields = await files.wire.fields(span);
  const dims: number[] = [];
  let name = '';
  let type = 0;
  let isExternal = false;
  for (const field of fields) {
    if (field.number === FIELD.dims) dims.push(...(await varintsOf(files.wire, field, MOST_DIMS)));
    if (field.kind === 'bytes' && field.number === FIELD.name) name = await files.wire.text(field.span);
    if (field.kind === 'varint' && field.number === FIELD.type) type = field.value;
    if (field.kind === 'varint' && field.number === FIELD.location) isExternal = field.value === EXTERNAL;
  }
  const isPossible = dims.every((size) => Number.isSafeInteger(size) && size >= 0);
  if (!isPossible || dims.length > MOST_DIMS || !Number.isSafeInteger(elementCount(dims)))
    throw damaged(`the tensor ${name} has an impossible shape`);
  const description = { name, dims, type: TYPES.get(type), fields };
  const read = isExternal ? readExternal : readInternal;
  return { name, dims, read: () => read(files, description) };
}

function typeOf({ name, type }: Description): ElementType {
  if (type === undefined) throw damaged(`the tensor ${name} has an unknown element type`);
  return type;
}

function tensorOf(description: Description, data: Float32Array): RawTensor {
  const { name, dims } = description;
  if (data.length !== elementCount(dims))
    throw damaged(`the tensor ${name} has more or fewer numbers than its shape needs`);
  return { shape: dims, dtype: typeOf(description), data };
}

async function readInternal({ wire }: OnnxFiles, description: Description): Promise<RawTensor> {
  const { name, dims, fields } = description;
  const type = typeOf(description);
  const raw = fields.find((field) => field.number === FIELD.raw);
  if (raw?.kind === 'bytes') {
    if (raw.span.end - raw.span.start !== elementCount(dims) * ELEMENT_BYTES[type])
      throw damaged(`the tensor ${name} has more or fewer bytes than its shape needs`);
    return tensorOf(description, decodeElements(await wire.bytes(raw.span), type));
  }
  return tensorOf(description, await readTyped(wire, description, type));
}

/** Numbers in the field of their type: float32 and float64 as they lie, all others as varints. */
async function readTyped(
  wire: WireReader,
  { fields, dims }: Description,
  type: ElementType,
): Promise<Float32Array> {
  if (type === 'float32' || type === 'float64') {
    const number = type === 'float32' ? FIELD.floats : FIELD.doubles;
    const spans = fields.flatMap((field) =>
      field.number === number && field.kind !== 'varint' ? [field.span] : [],
    );
    return decodeElements(await joined(wire, spans), type);
  }
  const number = type === 'int64' ? FIELD.int64s : FIELD.int32s;
  const values: number[] = [];
  for (const field of fields) {
    if (field.number !== number) continue;
    for (const value of await varintsOf(wire, field, elementCount(dims))) values.push(value);
  }
  // Halves stand there as their bits.
  if (type === 'float16') return Float32Array.from(values, (bits) => halfToNumber(bits & 0xffff));
  if (type === 'bfloat16') return decodeElements(new Uint8Array(Uint16Array.from(values).buffer), type);
  return Float32Array.from(values);
}

async function joined(wire: WireReader, spans: readonly Span[]): Promise<Uint8Array> {
  const out = new Uint8Array(spans.reduce((sum, { start, end }) => sum + end - start, 0));
  let at = 0;
  for (const span of spans) {
    out.set(await wire.bytes(span), at);
    at += span.end - span.start;
  }
  return out;
}

async function readExternal(files: OnnxFiles, description: Description): Promise<RawTensor> {
  const { name, dims } = description;
  const type = typeOf(description);
  const place = await placeOf(files.wire, description);
  const bytes = elementCount(dims) * ELEMENT_BYTES[type];
  if (place.length !== null && place.length !== bytes)
    throw damaged(`the tensor ${name} has more or fewer bytes than its shape needs`);
  // A path is never followed: whatever it says, the file is one of those opened together, or none.
  const file = baseName(place.location);
  const source = files.companions.find((each) => each.name === file);
  if (source === undefined) throw new FaultError('file-companion-missing', { name: file });
  if (place.offset + bytes > source.size) throw damaged(CUT_SHORT);
  const slice = await sliceExactly(source, place.offset, place.offset + bytes);
  return tensorOf(description, decodeElements(slice, type));
}

interface ExternalPlace {
  readonly location: string;
  readonly offset: number;
  readonly length: number | null;
}

/** The pairs of key and value that say where external numbers lie. */
async function placeOf(wire: WireReader, { name, fields }: Description): Promise<ExternalPlace> {
  const entries = new Map<string, string>();
  for (const field of fields) {
    if (field.number !== FIELD.external || field.kind !== 'bytes') continue;
    const [key, value] = await textPair(wire, field.span);
    entries.set(key, value);
  }
  const offset = Number(entries.get('offset') ?? 0);
  const length = entries.has('length') ? Number(entries.get('length')) : null;
  const isPossible = [offset, length ?? 0].every((size) => Number.isSafeInteger(size) && size >= 0);
  if (!isPossible) throw damaged(`the tensor ${name} lies at an impossible place`);
  return { location: entries.get('location') ?? '', offset, length };
}

async function textPair(wire: WireReader, span: Span): Promise<[key: string, value: string]> {
  const pair: [string, string] = ['', ''];
  for (const field of await wire.fields(span)) {
    if (field.kind === 'bytes' && field.number === 1) pair[0] = await wire.text(field.span);
    if (field.kind === 'bytes' && field.number === 2) pair[1] = await wire.text(field.span);
  }
  return pair;
}

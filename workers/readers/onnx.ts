/** Reads ONNX files: ModelProto and GraphProto (github.com/onnx/onnx, onnx.proto). */
import { FaultError } from '../protocol/faults';
import { assertNotEmpty, type ByteSource } from './byteSource';
import { assertAtMost, damaged, namingFile } from './damage';
import type { OnnxModel, OnnxNode, OnnxTensor, OnnxValueInfo } from './onnxModel';
import { nodeAt } from './onnxNode';
import { tensorAt, type OnnxFiles } from './onnxTensor';
import { varintAt, WireReader, type Span, type WireField } from './protobuf';

const HEAD_BYTES = 512;
/** ResNet-152 has about 500. */
const MOST_NODES = 20_000;
const MOST_TENSORS = 20_000;
const MOST_DIMS = 16;
/** Fields of ModelProto up to the graph: version, producer (3), model version, text, graph. */
const GRAPH_FIELD = 7;

/**
 * Whether a file that begins so is an ONNX file: it opens with `ir_version`, and after short texts about its producer comes
 * the graph, or the head ends inside the model's own description.
 */
export function looksLikeOnnx(head: Uint8Array): boolean {
  const version = head[1] ?? 0;
  if (head[0] !== 0x08 || version < 1 || version > 31) return false;
  let at = 2;
  for (let previous = 1; at < head.length;) {
    const tag = head[at] ?? 0;
    const number = tag >> 3;
    const isText = (tag & 7) === 2;
    // The reference implementation writes fields in their order; the imported operators may come early.
    const isKnown = number >= previous && (number <= GRAPH_FIELD || number === 8 || number === 14);
    if (!isKnown || isText === (number === 5)) return false;
    if (number === GRAPH_FIELD) return true;
    if (number < GRAPH_FIELD) previous = number;
    try {
      const { value, next } = varintAt(head, at + 1);
      at = isText ? next + value : next;
    } catch {
      return false;
    }
    if (at > head.length) return number === GRAPH_FIELD - 1;
  }
  return false;
}

/**
 * Reads an ONNX file. Of several files the first that is one counts; its external tensors are looked up among the others by
 * their plain names. No number of a tensor is read before it is asked for.
 * @throws FaultError `file-empty`, `file-unknown`, `file-damaged` (`reason`), `file-too-large`
 */
export async function readOnnx(files: readonly ByteSource[]): Promise<OnnxModel> {
  const source = await findModel(files);
  const companions = files.filter((file) => file !== source);
  return namingFile(source.name, async () => {
    assertNotEmpty(source);
    return modelIn({ wire: new WireReader(source), companions });
  });
}

async function findModel(files: readonly ByteSource[]): Promise<ByteSource> {
  for (const file of files) {
    if (looksLikeOnnx(await file.slice(0, Math.min(HEAD_BYTES, file.size)))) return file;
  }
  const [first] = files;
  if (first === undefined) throw new FaultError('file-unknown', { reason: 'no file was given' });
  return first;
}

function spansOf(fields: readonly WireField[], number: number): Span[] {
  return fields.flatMap((field) => (field.kind === 'bytes' && field.number === number ? [field.span] : []));
}

async function modelIn(files: OnnxFiles): Promise<OnnxModel> {
  const { wire } = files;
  const fields = await wire.fields({ start: 0, end: wire.source.size });
  const [graph] = spansOf(fields, GRAPH_FIELD);
  if (graph === undefined) throw damaged('it has no network in it');
  const [producer] = spansOf(fields, 2);
  return {
    format: 'onnx',
    bytes: [wire.source, ...files.companions].reduce((sum, { size }) => sum + size, 0),
    producer: producer === undefined ? '' : await wire.text(producer),
    opset: await opsetOf(wire, spansOf(fields, 8)),
    ...(await graphAt(files, graph)),
  };
}

/** Version of the operators of ONNX's own domain; 1 where the file does not tell. */
async function opsetOf(wire: WireReader, imports: readonly Span[]): Promise<number> {
  for (const span of imports) {
    let domain = '';
    let version = 1;
    for (const field of await wire.fields(span)) {
      if (field.kind === 'bytes' && field.number === 1) domain = await wire.text(field.span);
      if (field.kind === 'varint' && field.number === 2) version = field.value;
    }
    if (domain === '' || domain === 'ai.onnx') return version;
  }
  return 1;
}

async function graphAt(
  files: OnnxFiles,
  span: Span,
): Promise<Pick<OnnxModel, 'nodes' | 'initializers' | 'inputs' | 'outputs'>> {
  const fields = await files.wire.fields(span);
  const nodeSpans = spansOf(fields, 1);
  const tensorSpans = spansOf(fields, 5);
  assertAtMost('nodes', nodeSpans.length, MOST_NODES);
  assertAtMost('tensors', tensorSpans.length, MOST_TENSORS);
  const nodes: OnnxNode[] = [];
  for (const each of nodeSpans) nodes.push(await nodeAt(files, each));
  const initializers = new Map<string, OnnxTensor>();
  for (const each of tensorSpans) {
    const tensor = await tensorAt(files, each);
    if (initializers.has(tensor.name)) throw damaged(`two tensors are called ${tensor.name}`);
    initializers.set(tensor.name, tensor);
  }
  const inputs = await valuesAt(files.wire, spansOf(fields, 11));
  const outputs = await valuesAt(files.wire, spansOf(fields, 12));
  return { nodes, initializers, inputs: inputs.filter(({ name }) => !initializers.has(name)), outputs };
}

async function valuesAt(wire: WireReader, spans: readonly Span[]): Promise<OnnxValueInfo[]> {
  assertAtMost('inputs and outputs', spans.length, MOST_TENSORS);
  const values: OnnxValueInfo[] = [];
  for (const span of spans) {
    const fields = await wire.fields(span);
    const [name] = spansOf(fields, 1);
    const [type] = spansOf(fields, 2);
    values.push({
      name: name === undefined ? '' : await wire.text(name),
      dims: type === undefined ? null : await dimsAt(wire, type),
    });
  }
  return values;
}

/** TypeProto -> its tensor type -> its shape -> sizes that are numbers. */
async function dimsAt(wire: WireReader, type: Span): Promise<(number | null)[] | null> {
  const [tensor] = spansOf(await wire.fields(type), 1);
  if (tensor === undefined) return null;
  const [shape] = spansOf(await wire.fields(tensor), 2);
  if (shape === undefined) return null;
  const sizes = spansOf(await wire.fields(shape), 1);
  assertAtMost('dimensions', sizes.length, MOST_DIMS);
  const dims: (number | null)[] = [];
  for (const size of sizes) {
    const stated = (await wire.fields(size)).find((field) => field.number === 1);
    // Some exporters write 0 or -1 for a size that is not fixed.
    dims.push(stated?.kind === 'varint' && stated.value > 0 ? stated.value : null);
  }
  return dims;
}

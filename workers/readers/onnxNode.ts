/** ONNX's NodeProto and AttributeProto. */
import { damaged } from './damage';
import type { OnnxAttribute, OnnxNode } from './onnxModel';
import { tensorAt, type OnnxFiles } from './onnxTensor';
import { floatOf, varintsOf, type Span, type WireField } from './protobuf';

/** AttributeProto.AttributeType. */
const TYPE = { float: 1, int: 2, text: 3, tensor: 4, floats: 6, ints: 7 } as const;
/** Pads of a map have 8 numbers; a Constant may hold a shape. */
const LONGEST_LIST = 4096;
const OWN_DOMAINS = new Set(['', 'ai.onnx']);

/** The node described at `span`. */
export async function nodeAt(files: OnnxFiles, span: Span): Promise<OnnxNode> {
  const { wire } = files;
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes = new Map<string, OnnxAttribute>();
  let [name, op, domain] = ['', '', ''];
  for (const field of await wire.fields(span)) {
    if (field.kind !== 'bytes') continue;
    if (field.number === 1) inputs.push(await wire.text(field.span));
    if (field.number === 2) outputs.push(await wire.text(field.span));
    if (field.number === 3) name = await wire.text(field.span);
    if (field.number === 4) op = await wire.text(field.span);
    if (field.number === 5) attributes.set(...(await attributeAt(files, field.span)));
    if (field.number === 7) domain = await wire.text(field.span);
  }
  return { op: OWN_DOMAINS.has(domain) ? op : `${domain}.${op}`, name, inputs, outputs, attributes };
}

async function attributeAt(files: OnnxFiles, span: Span): Promise<[name: string, attribute: OnnxAttribute]> {
  const fields = await files.wire.fields(span);
  let name = '';
  let type = 0;
  for (const field of fields) {
    if (field.kind === 'bytes' && field.number === 1) name = await files.wire.text(field.span);
    if (field.kind === 'varint' && field.number === 20) type = field.value;
  }
  return [name, await valueOf(files, fields, type)];
}

async function valueOf(files: OnnxFiles, fields: readonly WireField[], type: number): Promise<OnnxAttribute> {
  const only = (number: number): WireField | undefined => fields.find((field) => field.number === number);
  switch (type) {
    case TYPE.float: {
      const field = only(2);
      return { kind: 'float', value: field?.kind === 'fixed' ? await floatOf(files.wire, field.span) : 0 };
    }
    case TYPE.int: {
      const field = only(3);
      return { kind: 'int', value: field?.kind === 'varint' ? field.value : 0 };
    }
    case TYPE.text: {
      const field = only(4);
      return { kind: 'text', value: field?.kind === 'bytes' ? await files.wire.text(field.span) : '' };
    }
    case TYPE.tensor: {
      const field = only(5);
      if (field?.kind !== 'bytes') throw damaged('a constant in it has no numbers');
      return { kind: 'tensor', tensor: await tensorAt(files, field.span) };
    }
    case TYPE.floats:
      return { kind: 'floats', values: await floatsOf(files, fields) };
    case TYPE.ints:
      return { kind: 'ints', values: await intsOf(files, fields) };
    default:
      return { kind: 'other' };
  }
}

async function intsOf({ wire }: OnnxFiles, fields: readonly WireField[]): Promise<number[]> {
  const values: number[] = [];
  for (const field of fields) {
    if (field.number === 8) values.push(...(await varintsOf(wire, field, LONGEST_LIST)));
    if (values.length > LONGEST_LIST) throw damaged('a list in it is longer than any list');
  }
  return values;
}

/** One a field, or packed into one. */
async function floatsOf({ wire }: OnnxFiles, fields: readonly WireField[]): Promise<number[]> {
  const values: number[] = [];
  for (const field of fields) {
    if (field.number !== 7 || field.kind === 'varint') continue;
    const { start, end } = field.span;
    if ((end - start) / 4 + values.length > LONGEST_LIST)
      throw damaged('a list in it is longer than any list');
    for (let at = start; at < end; at += 4)
      values.push(await floatOf(wire, { start: at, end: Math.min(at + 4, end) }));
  }
  return values;
}

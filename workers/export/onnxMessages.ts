/** ONNX's messages (github.com/onnx/onnx, onnx.proto), as far as a network of ours needs them. */
import { WireMessage } from './protobuf';

/** An attribute: whole numbers unless it is said to be a float. */
export type AttributeValue = number | readonly number[] | { readonly float: number };

const FLOAT = 1;
const INT64 = 7;
/** AttributeProto.AttributeType. */
const ATTRIBUTE = { float: 1, int: 2, ints: 7 } as const;

/** AttributeProto. */
function attributeMessage(name: string, value: AttributeValue): WireMessage {
  const message = new WireMessage().text(1, name);
  if (typeof value === 'number') return message.int(3, value).int(20, ATTRIBUTE.int);
  if ('float' in value) return message.float(2, value.float).int(20, ATTRIBUTE.float);
  for (const each of value) message.int(8, each);
  return message.int(20, ATTRIBUTE.ints);
}

/** NodeProto; `name` is also that of its output. */
export function nodeMessage(
  op: string,
  name: string,
  inputs: readonly string[],
  attributes: Readonly<Record<string, AttributeValue>>,
): WireMessage {
  const message = new WireMessage();
  for (const input of inputs) message.text(1, input);
  message.text(2, name).text(3, name).text(4, op);
  for (const [key, value] of Object.entries(attributes)) message.message(5, attributeMessage(key, value));
  return message;
}

/** TensorProto of float32 numbers, row-major. They must not change until the file is put together. */
export function floatTensor(name: string, dims: readonly number[], data: Float32Array): WireMessage {
  return tensor(name, dims, FLOAT, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}

/** TensorProto of a list of whole numbers. */
export function wholeTensor(name: string, values: readonly number[]): WireMessage {
  const data = BigInt64Array.from(values, BigInt);
  return tensor(name, [values.length], INT64, new Uint8Array(data.buffer));
}

function tensor(name: string, dims: readonly number[], type: number, raw: Uint8Array): WireMessage {
  const message = new WireMessage();
  for (const size of dims) message.int(1, size);
  return message.int(2, type).text(8, name).bytes(9, raw);
}

/** ValueInfoProto of floats; a text is a size without a number. */
export function valueMessage(name: string, dims: readonly (number | string)[]): WireMessage {
  const shape = new WireMessage();
  for (const size of dims) {
    const dim = new WireMessage();
    shape.message(1, typeof size === 'number' ? dim.int(1, size) : dim.text(2, size));
  }
  const type = new WireMessage().message(1, new WireMessage().int(1, FLOAT).message(2, shape));
  return new WireMessage().text(1, name).message(2, type);
}

/** Which ONNX operators can be read, and by what. */
import { damaged } from '../../readers/damage';
import { elementCount } from '../../readers/elements';
import type { OnnxNode } from '../../readers/onnxModel';
import { arithmetic, clip, elu, hardSigmoid, leakyRelu, plain } from './arithmetic';
import { asWritten, numberOf } from './attributes';
import { foldOf } from './foldConstants';
import { type Importing, unsupported } from './importing';
import { batchNormalization, convolution, gemm, matMul } from './layers';
import { globalAveragePool, globalMaxPool, pool, reduceMean } from './pools';
import { concat, flatten, pad, reshape, shapeOf, squeeze, transpose, unsqueeze } from './shaping';
import { numbers, type Value } from './values';

type Reading = (c: Importing, node: OnnxNode) => Value | Promise<Value>;

/** TensorProto.DataType: float, float16, double, bfloat16. */
const FLOAT_TYPES = new Set([1, 10, 11, 16]);

/** What a node leaves as it is. */
const passing: Reading = (c, node) => c.value(node.inputs[0] ?? '');

const cast: Reading = (c, node) => {
  if (!FLOAT_TYPES.has(numberOf(node, 'to', 1))) throw unsupported(node, 'to whole numbers');
  return passing(c, node);
};

/** Off when the network is asked, here as everywhere; its rate is kept. */
const dropout: Reading = async (c, node) => {
  const x = c.activation(node);
  const rate = (await c.numbers(node, 1))?.data[0] ?? numberOf(node, 'ratio', 0.5);
  const id = c.builder.dropout(c.names.forNode(node), x.id, asWritten(rate));
  if (c.isVector(x.id)) c.markVector(id);
  return c.like(x, id);
};

/** A number, a list or a tensor. */
const constant: Reading = async (c, node) => {
  for (const name of ['value', 'value_float', 'value_int', 'value_floats', 'value_ints']) {
    const attribute = node.attributes.get(name);
    if (attribute === undefined) continue;
    if (attribute.kind === 'int' || attribute.kind === 'float') return numbers([], [attribute.value]);
    if (attribute.kind === 'ints' || attribute.kind === 'floats')
      return numbers([attribute.values.length], attribute.values);
    if (attribute.kind === 'tensor') {
      const { dims, read } = attribute.tensor;
      c.charge(elementCount(dims));
      return numbers(dims, (await read()).data);
    }
  }
  throw damaged('a constant in it has no numbers');
};

const OPERATORS: ReadonlyMap<string, Reading> = new Map<string, Reading>([
  ['Add', arithmetic],
  ['AveragePool', pool],
  ['BatchNormalization', batchNormalization],
  ['Cast', cast],
  ['Clip', clip],
  ['Concat', concat],
  ['Constant', constant],
  ['Conv', convolution],
  ['Div', arithmetic],
  ['Dropout', dropout],
  ['Elu', elu],
  ['Flatten', flatten],
  ['Gemm', gemm],
  ['GlobalAveragePool', globalAveragePool],
  ['GlobalMaxPool', globalMaxPool],
  ['HardSigmoid', hardSigmoid],
  ['HardSwish', plain('hardSwish')],
  ['Identity', passing],
  ['LeakyRelu', leakyRelu],
  ['MatMul', matMul],
  ['MaxPool', pool],
  ['Mul', arithmetic],
  ['Pad', pad],
  ['ReduceMean', reduceMean],
  ['Relu', plain('relu')],
  ['Reshape', reshape],
  ['Shape', shapeOf],
  ['Sigmoid', plain('sigmoid')],
  ['Squeeze', squeeze],
  ['Sub', arithmetic],
  // A product of a value and its own sigmoid; ONNX has no such operator in these versions.
  ['Swish', plain('swish')],
  ['Tanh', plain('tanh')],
  ['Transpose', transpose],
  ['Unsqueeze', unsqueeze],
]);

/** Whether nodes of this kind can be read where they work on values of the network. */
export function isReadable(op: string): boolean {
  return OPERATORS.has(op);
}

/** Adds what a node does to the graph, or computes it where it depends on constants alone. */
export async function readNode(c: Importing, node: OnnxNode): Promise<void> {
  const [output = ''] = node.outputs;
  const given = node.inputs.filter((name) => name !== '');
  const fold = given.length > 0 && given.every((name) => c.isConstant(name)) ? foldOf(node.op) : undefined;
  if (fold === undefined) {
    const read = OPERATORS.get(node.op);
    if (read === undefined) throw unsupported(node, 'of a value');
    c.bind(output, await read(c, node));
    return;
  }
  const inputs = [];
  for (let index = 0; index < node.inputs.length; index++) inputs.push(await c.numbers(node, index));
  c.bind(output, fold(node, inputs, c.charge));
}

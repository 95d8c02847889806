import { FaultError } from '../../protocol/faults';
import type { NetworkNote } from '../../protocol/fileReport';
import { damaged } from '../../readers/damage';
import type { TfjsGraphFile } from '../../readers/tfjs';
import type { ImportedNetwork } from '../importedNetwork';
import { type ImportOptions, inputShapeOf } from '../keras/inputShape';
import { Names } from '../keras/names';
import { type Operation, orderedOperations, shapeAttribute } from './operations';
import {
  type OperationContext,
  writeActivation,
  writeBatchNorm,
  writeConvolution,
  writeMatMul,
} from './operationWriters';
import { type GraphValue, OperationWriter } from './values';
import {
  passOn,
  writeArithmetic,
  writeConcat,
  writeGlobal,
  writePack,
  writePad,
  writePool,
  writeProduct,
  writeReshape,
  writeShape,
  writeSlice,
  writeSqueeze,
} from './valueWriters';

type Write = (
  writer: OperationWriter,
  operation: Operation,
  inputs: readonly GraphValue[],
  context: OperationContext,
) => GraphValue;

/** Every operation that is read; `Const`, `Placeholder` and the softmax at the end are none of them. */
const OPERATIONS: ReadonlyMap<string, Write> = new Map<string, Write>([
  ...['Conv2D', '_FusedConv2D', 'DepthwiseConv2dNative', 'FusedDepthwiseConv2dNative'].map(
    (op) => [op, writeConvolution] as const,
  ),
  ...['FusedBatchNorm', 'FusedBatchNormV2', 'FusedBatchNormV3'].map((op) => [op, writeBatchNorm] as const),
  ...['MatMul', '_FusedMatMul'].map((op) => [op, writeMatMul] as const),
  ...['Relu', 'Relu6', 'Elu', 'LeakyRelu', 'Sigmoid', 'Tanh'].map((op) => [op, writeActivation] as const),
  ...['BiasAdd', 'Add', 'AddV2', 'Sub', 'Mul', 'RealDiv'].map((op) => [op, writeArithmetic] as const),
  ...['MaxPool', 'AvgPool'].map((op) => [op, writePool] as const),
  ...['Mean', 'Max'].map((op) => [op, writeGlobal] as const),
  ...['Pad', 'PadV2'].map((op) => [op, writePad] as const),
  ...['Identity', 'StopGradient', 'Cast'].map((op) => [op, passOn] as const),
  ['ConcatV2', writeConcat],
  ['Reshape', writeReshape],
  ['Squeeze', writeSqueeze],
  ['Shape', writeShape],
  ['StridedSlice', writeSlice],
  ['Pack', writePack],
  ['Prod', writeProduct],
]);
const ENDS: ReadonlySet<string> = new Set(['Identity', 'Reshape', 'StopGradient']);

/**
 * A network from a graph model of TensorFlow.js, as its converter writes saved models.
 * @throws FaultError `layer-unsupported` (`layers`: operations and how often), `shape-mismatch`, `weights-not-finite`,
 * `file-damaged`
 */
export function importTfjsGraph(file: TfjsGraphFile, options: ImportOptions = {}): ImportedNetwork {
  const { operations, outputs } = orderedOperations(file);
  const [output, ...more] = outputs;
  if (output === undefined || more.length > 0) {
    throw new FaultError('layer-unsupported', { layers: `${outputs.length} outputs (one is read)` });
  }
  const softmax = softmaxAt(operations, output);
  assertKnown(operations, softmax);
  const placeholders = operations.filter(({ op }) => op === 'Placeholder');
  const [input, ...others] = placeholders;
  if (input === undefined || others.length > 0) {
    throw new FaultError('layer-unsupported', { layers: `${placeholders.length} inputs (one is read)` });
  }
  const stated = shapeAttribute(input, 'shape').map((size) => (size === -1 ? null : size));
  const { shape, assumed } = inputShapeOf(stated, options);
  const consumers = consumersOf(operations);
  const writer = new OperationWriter(shape, new Names(), consumers);
  const last = write(writer, operations, { file, output, softmax });
  const notes: NetworkNote[] = [];
  const masked = writer.builder.maskLooseConvolutions();
  if (masked > 0) notes.push({ kind: 'masks-on-convolutions', count: masked });
  if (softmax !== null) notes.push({ kind: 'softmax-removed' });
  if (assumed) notes.push({ kind: 'input-size-assumed' });
  const { preprocessing } = writer;
  if (preprocessing.length > 0) notes.push({ kind: 'own-preprocessing', layers: preprocessing.join(', ') });
  const graph = writer.builder.build('TensorFlow.js graph', last);
  const unused = [...file.weights.keys()].filter((name) => !writer.used.has(name));
  return { graph, host: writer.inOrder(graph), notes, unused };
}

/** The softmax at the end, through which only the form of its values changes. */
function softmaxAt(operations: readonly Operation[], output: string): string | null {
  const byName = new Map(operations.map((operation) => [operation.name, operation]));
  let last = byName.get(output);
  while (last !== undefined && ENDS.has(last.op)) last = byName.get(last.inputs[0] ?? '');
  if (last?.op === 'Sigmoid') {
    const layers =
      'a sigmoid at the end (a classifier needs one output a class and a softmax; for two classes, two outputs)';
    throw new FaultError('layer-unsupported', { layers });
  }
  return last?.op === 'Softmax' ? last.name : null;
}

function assertKnown(operations: readonly Operation[], softmax: string | null): void {
  const counts = new Map<string, number>();
  for (const { op, name } of operations) {
    if (OPERATIONS.has(op) || op === 'Const' || op === 'Placeholder' || name === softmax) continue;
    counts.set(op, (counts.get(op) ?? 0) + 1);
  }
  if (counts.size === 0) return;
  const named = [...counts].slice(0, 20).map(([op, count]) => `${op.slice(0, 60)} (${count})`);
  throw new FaultError('layer-unsupported', { layers: named.join(', ') });
}

function consumersOf(operations: readonly Operation[]): ReadonlyMap<string, readonly Operation[]> {
  const consumers = new Map<string, Operation[]>();
  for (const operation of operations) {
    for (const input of operation.inputs) {
      const list = consumers.get(input) ?? [];
      consumers.set(input, list);
      list.push(operation);
    }
  }
  return consumers;
}

interface Task {
  readonly file: TfjsGraphFile;
  readonly output: string;
  readonly softmax: string | null;
}

/** Writes all operations; gives the node of the logits. */
function write(writer: OperationWriter, operations: readonly Operation[], task: Task): string {
  const values = new Map<string, GraphValue>();
  const context: OperationContext = {
    absorbed: new Set(),
    constant: (name) => {
      const value = values.get(name);
      if (value !== undefined) return value.kind === 'constant' ? value : undefined;
      const tensor = task.file.weights.get(name);
      return tensor === undefined ? undefined : { name, tensor };
    },
  };
  for (const operation of operations) {
    const value = valueOf(writer, operation, { values, context, task });
    if (value.kind === 'value') writer.assertSize(value.value, operation.name);
    values.set(operation.name, value);
  }
  const last = values.get(task.output);
  if (last?.kind !== 'value') throw damaged('its operations do not lead to its output');
  return writer.logits(last.value);
}

interface Progress {
  readonly values: ReadonlyMap<string, GraphValue>;
  readonly context: OperationContext;
  readonly task: Task;
}

function valueOf(
  writer: OperationWriter,
  operation: Operation,
  { values, context, task }: Progress,
): GraphValue {
  const { name, op } = operation;
  if (op === 'Placeholder') return { kind: 'value', value: { id: 'input', isMap: true } };
  if (op === 'Const') {
    const tensor = task.file.weights.get(name);
    if (tensor === undefined) throw new FaultError('tensor-missing', { count: 1, first: name });
    return { kind: 'constant', name, tensor };
  }
  const inputs = operation.inputs.flatMap((input) => values.get(input) ?? []);
  const written = name === task.softmax ? passOn : OPERATIONS.get(op);
  if (written === undefined || inputs.length !== operation.inputs.length) {
    throw damaged('its operations run in a circle');
  }
  return written(writer, operation, inputs, context);
}

/** The nodes of an ONNX graph made ready for reading: proved to be in order, patterns named, what nobody needs left out. */
import { FaultError } from '../../protocol/faults';
import { damaged } from '../../readers/damage';
import type { OnnxModel, OnnxNode } from '../../readers/onnxModel';
import { asWritten, numberOf } from './attributes';

export interface TidyNodes {
  readonly nodes: readonly OnnxNode[];
  /** Name of the value that holds the logits. */
  readonly output: string;
  readonly isSoftmaxRemoved: boolean;
  /** Nodes by the values they take. */
  readonly consumers: ReadonlyMap<string, readonly OnnxNode[]>;
}

type Producers = ReadonlyMap<string, OnnxNode>;

const SOFTMAX = new Set(['Softmax', 'LogSoftmax']);
/** Their output is their input. */
const PASSING = new Set(['Identity', 'Dropout', 'Cast']);
/** They give classes, of which there is no gradient. */
const DECIDING = new Set(['ArgMax', 'TopK']);
/** Gates that make another activation when they are multiplied with what they came from. */
const GATED: ReadonlyMap<string, string> = new Map([
  ['Sigmoid', 'Swish'],
  ['HardSigmoid', 'HardSwish'],
]);

/**
 * Every value is made once and before it is used.
 * @throws FaultError `file-damaged`
 */
function assertOrdered(model: OnnxModel): Map<string, OnnxNode> {
  const producers = new Map<string, OnnxNode>();
  const known = new Set([...model.initializers.keys(), ...model.inputs.map(({ name }) => name), '']);
  for (const node of model.nodes) {
    for (const input of node.inputs) {
      if (!known.has(input))
        throw damaged(`${node.op} needs ${input.slice(0, 100)}, which nothing before it gives`);
    }
    for (const output of node.outputs) {
      if (output === '') continue;
      if (known.has(output)) throw damaged(`two values are called ${output.slice(0, 100)}`);
      known.add(output);
      producers.set(output, node);
    }
  }
  return producers;
}

/** Follows the output back over a softmax and over nodes that change nothing. */
function logitsOf(model: OnnxModel, producers: Producers): { output: string; isSoftmaxRemoved: boolean } {
  const [only, ...others] = model.outputs;
  if (only === undefined) throw damaged('its network has no output');
  if (others.length > 0) {
    const names = model.outputs.slice(0, 8).map(({ name }) => name.slice(0, 60));
    throw new FaultError('layer-unsupported', { layers: `several outputs (${names.join(', ')})` });
  }
  let output = only.name;
  let isSoftmaxRemoved = false;
  for (let node = producers.get(output); node !== undefined; node = producers.get(output)) {
    if (DECIDING.has(node.op))
      throw new FaultError('layer-unsupported', {
        layers: `${node.op} as the last layer, which leaves no logits`,
      });
    const isSoftmax = SOFTMAX.has(node.op);
    if (!isSoftmax && !PASSING.has(node.op)) break;
    isSoftmaxRemoved ||= isSoftmax;
    output = node.inputs[0] ?? '';
  }
  return { output, isSoftmaxRemoved };
}

/** A product of a value and its own sigmoid as one activation; any other node as it is. */
function named(node: OnnxNode, producers: Producers): OnnxNode {
  if (node.op !== 'Mul') return node;
  for (const [gate, other] of [node.inputs, node.inputs.toReversed()]) {
    const made = producers.get(gate ?? '');
    const op = made?.inputs[0] === other ? GATED.get(made?.op ?? '') : undefined;
    if (made === undefined || op === undefined || other === undefined) continue;
    if (op === 'HardSwish' && !isPyTorchGate(made)) continue;
    return { ...node, op, inputs: [other] };
  }
  return node;
}

/** Whether a HardSigmoid is relu6(x + 3) / 6; ONNX's own default is steeper. */
export function isPyTorchGate(node: OnnxNode): boolean {
  const alpha = asWritten(numberOf(node, 'alpha', 0.2));
  return alpha === asWritten(1 / 6) && numberOf(node, 'beta', 0.5) === 0.5;
}

/**
 * @throws FaultError `file-damaged` for values without an order; `layer-unsupported` for several outputs or one that is no
 * logits
 */
export function tidyNodes(model: OnnxModel): TidyNodes {
  const producers = assertOrdered(model);
  const { output, isSoftmaxRemoved } = logitsOf(model, producers);
  const needed = new Set([output]);
  const nodes: OnnxNode[] = [];
  // Inputs come first, so one pass from the end finds all that is needed.
  for (const each of model.nodes.toReversed()) {
    if (!each.outputs.some((name) => needed.has(name))) continue;
    const node = named(each, producers);
    for (const input of node.inputs) needed.add(input);
    nodes.push(node);
  }
  nodes.reverse();
  return { nodes, output, isSoftmaxRemoved, consumers: consumersOf(nodes) };
}

function consumersOf(nodes: readonly OnnxNode[]): Map<string, OnnxNode[]> {
  const consumers = new Map<string, OnnxNode[]>();
  for (const node of nodes) {
    for (const input of new Set(node.inputs)) {
      const known = consumers.get(input);
      if (known === undefined) consumers.set(input, [node]);
      else known.push(node);
    }
  }
  return consumers;
}

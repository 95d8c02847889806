/**
 * The order of execution: batch norm, a following addition and a following ReLU run as one op where nothing else
 * needs what lies between, in inference the convolution before it as well. Tapped nodes are never hidden inside such a group.
 */
import type { BatchNormNode, Conv2dNode, Graph, GraphNode } from './graph';
import { sizeOf, valueShapes, type ValueShape } from './shapes';

/** One call of the executor; its result is the value of node `id`. */
export type PlanStep =
  | {
      readonly kind: 'node';
      readonly id: string;
      readonly node: GraphNode;
      readonly inputs: readonly string[];
    }
  | {
      readonly kind: 'normalise';
      readonly id: string;
      readonly node: BatchNormNode;
      readonly relu: boolean;
      /** The convolution before it, where that runs in the same op. */
      readonly convolution: Conv2dNode | null;
      /** Input of the first of these nodes and, if an addition was merged, the other summand. */
      readonly inputs: readonly string[];
    };

export interface Plan {
  readonly steps: readonly PlanStep[];
  /** For each step the values that nobody needs afterwards. */
  readonly lastUses: readonly (readonly string[])[];
}

function consumersOf(graph: Graph): Map<string, GraphNode[]> {
  const consumers = new Map<string, GraphNode[]>();
  for (const node of graph.nodes) {
    for (const input of node.inputs) consumers.set(input, [...(consumers.get(input) ?? []), node]);
  }
  return consumers;
}

/** True for a convolution that has an op together with the batch norm behind it. */
function canFold(node: GraphNode | undefined): node is Conv2dNode {
  return node?.kind === 'conv2d' && node.groups === 1 && node.bias === null;
}

/** Only summands of one size are added by the fused op. */
function haveOneSize(shapes: ReadonlyMap<string, ValueShape>, left: string, right: string): boolean {
  const [a, b] = [shapes.get(left), shapes.get(right)];
  return a !== undefined && b !== undefined && sizeOf(a) === sizeOf(b);
}

function mergeSteps(graph: Graph, taps: ReadonlySet<string>, folds: boolean): PlanStep[] {
  const consumers = consumersOf(graph);
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const shapes = valueShapes(graph);
  // A merged chain runs where its last node stands, since by then all its inputs exist.
  const mergedAt = new Map<string, PlanStep>();
  const hidden = new Set<string>();
  const soleConsumer = (id: string): GraphNode | null => {
    const [first, ...rest] = consumers.get(id) ?? [];
    return first !== undefined && rest.length === 0 && !taps.has(id) && id !== graph.output ? first : null;
  };
  for (const node of graph.nodes) {
    if (node.kind !== 'batchNorm' || hidden.has(node.id)) continue;
    const [input = ''] = node.inputs;
    let id = node.id;
    let residual: string | null = null;
    let next = soleConsumer(id);
    if (next?.kind === 'add' && !mergedAt.has(next.id) && !hidden.has(next.id)) {
      residual = next.inputs.find((each) => each !== id) ?? null;
      if (residual !== null && haveOneSize(shapes, residual, node.id)) {
        hidden.add(id);
        id = next.id;
        next = soleConsumer(id);
      } else residual = null;
    }
    const relu = next?.kind === 'activation' && next.name === 'relu';
    if (relu) {
      hidden.add(id);
      id = next?.id ?? id;
    }
    const before = nodes.get(input);
    const convolution = folds && canFold(before) && soleConsumer(input) !== null ? before : null;
    if (convolution !== null) hidden.add(input);
    const source = convolution?.inputs[0] ?? input;
    const inputs = residual === null ? [source] : [source, residual];
    mergedAt.set(id, { kind: 'normalise', id, node, relu, convolution, inputs });
  }
  return graph.nodes
    .filter((node) => !hidden.has(node.id))
    .map((node) => mergedAt.get(node.id) ?? { kind: 'node', id: node.id, node, inputs: node.inputs });
}

/**
 * Plans the execution of a graph whose nodes `taps` are wanted beside the output. `folds`: a convolution and the batch norm
 * behind it run as one op, which has no gradient and needs fixed statistics.
 */
export function planExecution(graph: Graph, taps: ReadonlySet<string>, folds: boolean): Plan {
  const steps = mergeSteps(graph, taps, folds);
  const lastStep = new Map<string, number>();
  steps.forEach((step, index) => {
    for (const input of step.inputs) lastStep.set(input, index);
  });
  const lastUses = steps.map((step, index) =>
    [...new Set(step.inputs)].filter(
      (input) => lastStep.get(input) === index && !taps.has(input) && input !== graph.output,
    ),
  );
  return { steps, lastUses };
}

/** From an ONNX file to a graph and its parameters. */
import { GraphBuilder } from '../../graph/builder';
import type { Graph } from '../../graph/graph';
import { FaultError } from '../../protocol/faults';
import type { NetworkNote } from '../../protocol/fileReport';
import type { ModelHint } from '../../protocol/modelHint';
import { damaged } from '../../readers/damage';
import type { OnnxModel, OnnxNode } from '../../readers/onnxModel';
import type { ImportedNetwork } from '../importedNetwork';
import { foldOf } from './foldConstants';
import { Importing } from './importing';
import { findInput } from './input';
import { isReadable, readNode } from './operators';
import { tidyNodes } from './tidyNodes';

const OLDEST_OPSET = 7;
const NEWEST_OPSET = 21;
const MOST_KINDS_NAMED = 12;

/**
 * Builds the network of an ONNX file. Where batch norm was folded into convolutions, these become mask sites.
 * @throws FaultError `layer-unsupported` (`layers`: kinds with counts, or what is unusual about one), `shape-mismatch`,
 * `weights-not-finite`, `file-damaged`, `file-too-large`, `file-companion-missing`
 */
export async function importOnnx(model: OnnxModel, hint: ModelHint = {}): Promise<ImportedNetwork> {
  if (model.opset < OLDEST_OPSET || model.opset > NEWEST_OPSET)
    throw new FaultError('layer-unsupported', { layers: `ONNX operators of version ${String(model.opset)}` });
  const tidy = tidyNodes(model);
  assertReadable(tidy.nodes);
  const input = findInput(model, tidy, hint);
  const c = new Importing(model, new GraphBuilder(input.shape), tidy);
  c.bind(input.name, { kind: 'activation', id: 'input', axes: input.axes, isChannelsFirst: false });
  for (const node of tidy.nodes) await readNode(c, node);
  const graph = finish(c);
  return {
    graph,
    host: c.host,
    notes: notesOf(c, graph, input.isSizeAssumed),
    unused: [...model.initializers.keys()].filter((name) => !c.taken.has(name)),
  };
}

/** All kinds that cannot be read are named at once, with how many of each there are. */
function assertReadable(nodes: readonly OnnxNode[]): void {
  const counts = new Map<string, number>();
  for (const { op } of nodes) {
    if (!isReadable(op) && foldOf(op) === undefined) counts.set(op, (counts.get(op) ?? 0) + 1);
  }
  if (counts.size === 0) return;
  const named = [...counts]
    .slice(0, MOST_KINDS_NAMED)
    .map(([op, count]) => `${op.slice(0, 60)} (${String(count)})`);
  throw new FaultError('layer-unsupported', { layers: named.join(', ') });
}

/** The logits have to be a vector. */
function finish(c: Importing): Graph {
  const { builder, tidy } = c;
  const logits = c.value(tidy.output);
  if (logits.kind !== 'activation' || logits.id === 'input')
    throw damaged('its output does not depend on its input');
  const [height, width, classes] = builder.shapeOf(logits.id);
  if (height * width > 1 || logits.isChannelsFirst || classes < 2) {
    const size = `${String(height)}x${String(width)}x${String(classes)}`;
    throw new FaultError('layer-unsupported', {
      layers: `an output of ${size} instead of one number a class`,
    });
  }
  const id = c.isVector(logits.id) ? logits.id : builder.flatten(c.names.forNode(OUTPUT), logits.id);
  const layers = c.tidy.nodes.filter(({ op }) => op === 'Conv' || op === 'Gemm' || op === 'MatMul').length;
  return builder.build(`ONNX network with ${String(layers)} layers`, id);
}

/** Names the flattening of an output that still has its pixel. */
const OUTPUT: OnnxNode = { op: 'Logits', name: 'logits', inputs: [], outputs: [], attributes: new Map() };

function notesOf(c: Importing, graph: Graph, isSizeAssumed: boolean): NetworkNote[] {
  const masked = graph.nodes.filter((node) => node.kind === 'conv2d' && node.masked).length;
  const notes: NetworkNote[] = [];
  if (masked > 0) notes.push({ kind: 'masks-on-convolutions', count: masked });
  if (c.tidy.isSoftmaxRemoved) notes.push({ kind: 'softmax-removed' });
  if (isSizeAssumed) notes.push({ kind: 'input-size-assumed' });
  if (c.preprocessing.length > 0)
    notes.push({ kind: 'own-preprocessing', layers: c.preprocessing.join(', ') });
  return notes;
}

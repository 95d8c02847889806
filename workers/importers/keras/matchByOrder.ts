import { batchNormNames, type Graph } from '../../graph/graph';
import type { HostTensor, HostTensors } from '../../graph/hostTensors';
import { FaultError } from '../../protocol/faults';
import type { RawTensor } from '../../readers/elements';
import type { LayerWeights, NamedTensor } from '../../readers/kerasFile';

/** What a group of tensors belongs to. */
type Kind = 'convolution' | 'depthwise convolution' | 'batch norm' | 'dense layer';

/** The parameters of one node, or the tensors of one layer, in the same order on both sides. */
interface Group<T> {
  readonly kind: Kind;
  readonly title: string;
  readonly parts: readonly T[];
}

/**
 * Gives a file of weights alone to a network whose architecture was chosen: the n-th convolution of the file is the n-th of
 * the graph, and so for batch norms and dense layers. Shapes have to agree; a bias that only one side has is a mismatch.
 * @throws FaultError `tensor-missing`, `shape-mismatch` naming the first that does not fit, `weights-not-finite`
 */
export function matchByOrder(graph: Graph, weights: readonly LayerWeights[]): HostTensors {
  const theirs = weights.flatMap((layer) => layerGroup(layer) ?? []);
  const host = new Map<string, HostTensor>();
  const next = new Map<Kind, number>();
  const nodes = nodeGroups(graph);
  for (const { kind, title, parts } of nodes) {
    const candidates = theirs.filter((group) => group.kind === kind);
    const at = next.get(kind) ?? 0;
    next.set(kind, at + 1);
    const found = candidates[at];
    if (found === undefined) {
      const count = nodes.filter((group) => group.kind === kind).length - candidates.length;
      throw new FaultError('tensor-missing', { count, first: `${title} (${kind})` });
    }
    if (found.parts.length !== parts.length) {
      const [mine, other] = [`${parts.length} tensors`, `${found.parts.length} tensors`];
      throw new FaultError('shape-mismatch', {
        name: `${title} (${found.title})`,
        found: other,
        expected: mine,
      });
    }
    parts.forEach((name, part) => {
      const tensor = found.parts[part]?.tensor;
      if (tensor !== undefined) host.set(name, fitted(graph, name, found.title, tensor));
    });
  }
  assertNothingLeft(theirs, next);
  return new Map([...graph.parameters.keys()].flatMap((name) => pairOf(host, name)));
}

function pairOf(host: HostTensors, name: string): [string, HostTensor][] {
  const tensor = host.get(name);
  return tensor === undefined ? [] : [[name, tensor]];
}

function nodeGroups(graph: Graph): readonly Group<string>[] {
  return graph.nodes.flatMap((node): Group<string>[] => {
    const title = node.id;
    if (node.kind === 'batchNorm') {
      const { gamma, beta, mean, variance } = batchNormNames(node.id);
      return [{ kind: 'batch norm', title, parts: [gamma, beta, mean, variance] }];
    }
    if (node.kind !== 'conv2d' && node.kind !== 'dense') return [];
    const parts = node.bias === null ? [node.weight] : [node.weight, node.bias];
    if (node.kind === 'dense') return [{ kind: 'dense layer', title, parts }];
    return [{ kind: node.groups > 1 ? 'depthwise convolution' : 'convolution', title, parts }];
  });
}

/** Layers that hold no such tensors (counters of a seed, states of an optimizer) are left out. */
function layerGroup({ group, tensors }: LayerWeights): Group<NamedTensor> | null {
  const [first] = tensors;
  if (first === undefined) return null;
  const axes = first.tensor.shape.length;
  const made = (kind: Kind): Group<NamedTensor> => ({ kind, title: group, parts: tensors });
  if (axes === 4) {
    const isDepthwise = /depthwise/.test(`${group}/${first.name}`);
    return made(isDepthwise ? 'depthwise convolution' : 'convolution');
  }
  if (axes === 2) return made('dense layer');
  return axes === 1 && tensors.length === 4 ? made('batch norm') : null;
}

function fitted(graph: Graph, name: string, title: string, { shape, data }: RawTensor): HostTensor {
  const spec = graph.parameters.get(name)?.shape ?? [];
  // [rows, columns, C, k] and [rows, columns, 1, C k] are the same numbers.
  const merged = (sizes: readonly number[]): string =>
    sizes.length === 4 ? [sizes[0], sizes[1], (sizes[2] ?? 0) * (sizes[3] ?? 0)].join('x') : sizes.join('x');
  const isDepthwise = spec.length === 4 && spec[2] === 1;
  const fits = isDepthwise ? merged(spec) === merged(shape) : spec.join('x') === shape.join('x');
  if (!fits) {
    const [found, expected] = [shape.join('x') || 'scalar', spec.join('x')];
    throw new FaultError('shape-mismatch', { name: `${name} (${title})`, found, expected });
  }
  if (!data.every(Number.isFinite)) throw new FaultError('weights-not-finite', { name: title });
  return { shape: spec, data };
}

/** Layers that the network has no place for: then it is another network. */
function assertNothingLeft(theirs: readonly Group<NamedTensor>[], used: ReadonlyMap<Kind, number>): void {
  const seen = new Map<Kind, number>();
  for (const { kind, title } of theirs) {
    const at = seen.get(kind) ?? 0;
    seen.set(kind, at + 1);
    if (at < (used.get(kind) ?? 0)) continue;
    const params = { name: title, found: `one more ${kind}`, expected: 'none' };
    throw new FaultError('shape-mismatch', params);
  }
}

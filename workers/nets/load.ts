/**
 * From a state dict to a network: the architecture is recognised by names and shapes, and every parameter must be there,
 * have the right shape and be finite. The reference code leaves missing tensors silently at their initial values (spec 6.2);
 * here they are a fault.
 */
import type { Graph } from '../graph/graph';
import type { HostTensor, HostTensors } from '../graph/hostTensors';
import { FaultError } from '../protocol/faults';
import type { ModelHint, NetworkNote } from '../protocol';
import type { RawTensor } from '../readers/elements';
import { fromTorchLayout } from './layout';
import type { Shapes } from './family';
import { nearParams, shapeText } from './nearness';
import { type Origin, ownOrigin } from './origin';
import { isLikely, type Match, recognise } from './recognise';

/** A network as read from a file. */
export interface LoadedNetwork {
  readonly graph: Graph;
  /** Every parameter of the graph, in its layout. */
  readonly host: HostTensors;
  /** What it takes to hand the network back as it came. */
  readonly origin: Origin;
  readonly notes: readonly NetworkNote[];
  /** Parameters of the graph that the file filled: all of them. */
  readonly matched: readonly string[];
  /** Tensors that no part of the network takes, as the file names them. */
  readonly unused: readonly string[];
  /** Left out too, but known: batch counters, and the mask and noise parameters of RNP's and ANP's own layers. */
  readonly ignored: readonly string[];
}

const MAX_KEYS_NAMED = 8;

/** What a file says of a state dict besides its tensors. */
export interface StateFile {
  /** The key under which a PyTorch file held it; null where it stood at its top. */
  readonly wrapper?: string | null;
  /** The weights alone of a Keras network, in PyTorch's layouts but for maps that were flattened: their channels run fastest. */
  readonly isKeras?: boolean;
}

/**
 * Loads a PyTorch state dict (layouts as PyTorch has them, names with or without `module.`). The values are converted: nothing of
 * `tensors` but vectors and what is no weight lives on in the result.
 * @throws FaultError `architecture-unknown` (`keys`, `count`), `tensor-missing` (`count`, `first`), `shape-mismatch`
 * (`name`, `found`, `expected`, as PyTorch would print them: 64x3x3x3), each with `near`, `classes` and `lacks` where an
 * architecture comes near; `weights-not-finite` (`name`); `argument-invalid` for a hint that makes no sense
 */
export function loadStateDict(
  tensors: ReadonlyMap<string, RawTensor>,
  hint: ModelHint = {},
  { wrapper = null, isKeras = false }: StateFile = {},
): LoadedNetwork {
  const match = recogniseOne(new Map([...tensors].map(([name, { shape }]) => [name, shape])), hint);
  const { graph, fit, names } = match;
  const taken = new Map(
    [...names].flatMap(([name, inFile]) => (graph.parameters.has(name) ? [[inFile, name]] : [])),
  );
  const ignored = new Set(fit.ignored.map((name) => names.get(name) ?? name));
  const others = [...tensors.keys()].filter((name) => !taken.has(name));
  return {
    graph,
    host: readParameters(match, tensors, isKeras),
    // Keras's names mean nothing to PyTorch: such a network is handed back under those of the architecture.
    origin: isKeras ? ownOrigin(graph) : originOf(tensors, taken, wrapper),
    notes: [...notesOf(match, hint), ...(isKeras ? [{ kind: 'weights-alone' } as const] : [])],
    matched: fit.matched,
    unused: others.filter((name) => !ignored.has(name)),
    ignored: others.filter((name) => ignored.has(name)),
  };
}

/** The best match, which must leave nothing open. */
function recogniseOne(file: Shapes, hint: ModelHint): Match {
  const [best] = recognise(file, hint);
  if (best === undefined || !(isLikely(best) || hint.architecture !== undefined)) {
    const keys = [...file.keys()].slice(0, MAX_KEYS_NAMED).join(', ');
    const near = best === undefined ? {} : nearParams(best);
    throw new FaultError('architecture-unknown', { keys, count: file.size, ...near });
  }
  const { missing, misshapen } = best.fit;
  const [first] = missing;
  if (first !== undefined) {
    throw new FaultError('tensor-missing', { count: missing.length, first, ...nearParams(best) });
  }
  for (const { name, found, expected } of misshapen) {
    const shapes = { found: shapeText(found), expected: shapeText(expected) };
    throw new FaultError('shape-mismatch', { name, ...shapes, ...nearParams(best) });
  }
  return best;
}

function readParameters(
  { graph, names }: Match,
  tensors: ReadonlyMap<string, RawTensor>,
  isKeras: boolean,
): HostTensors {
  const host = new Map<string, HostTensor>();
  for (const [name, spec] of graph.parameters) {
    const tensor = tensors.get(names.get(name) ?? '');
    if (tensor === undefined) continue;
    const { shape, data } = tensor;
    if (!areFinite(data)) throw new FaultError('weights-not-finite', { name });
    const { flattened, ...plain } = spec;
    host.set(name, fromTorchLayout(isKeras || flattened === undefined ? plain : spec, { shape, data }));
  }
  return host;
}

function areFinite(values: Float32Array): boolean {
  // Zero while all are finite: the difference of an infinity or NaN with itself is NaN.
  let difference = 0;
  for (let at = 0; at < values.length; at++) difference += (values[at] ?? 0) - (values[at] ?? 0);
  return difference === 0;
}

/** @param taken parameter by name in the file */
function originOf(
  tensors: ReadonlyMap<string, RawTensor>,
  taken: ReadonlyMap<string, string>,
  wrapper: string | null,
): Origin {
  const entries = [...tensors].map(([name, tensor]) => {
    const parameter = taken.get(name) ?? null;
    return parameter === null
      ? { name, dtype: tensor.dtype, parameter, tensor }
      : { name, dtype: tensor.dtype, parameter, exact: tensor.exact, tensor: null };
  });
  return { entries, wrapper };
}

function notesOf({ graph, proposal, byOrder }: Match, hint: ModelHint): NetworkNote[] {
  const masked = graph.nodes.filter((node) => node.kind === 'conv2d' && node.masked).length;
  const notes: NetworkNote[] = [...proposal.notes];
  if (byOrder) notes.push({ kind: 'matched-by-order' });
  if (masked > 0) notes.push({ kind: 'masks-on-convolutions', count: masked });
  if (proposal.isSizeAssumed && hint.inputSize === undefined) notes.push({ kind: 'input-size-assumed' });
  return notes;
}

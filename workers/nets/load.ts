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
import { isLikely, nearParams, shapeText } from './nearness';
import type { Origin } from './origin';
import { type Match, recognise } from './recognise';
import { stateNames } from './stateNames';

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

/**
 * Loads a PyTorch state dict (layouts as PyTorch has them, names with or without `module.`); `wrapper` is where the file held
 * it. The values are converted: nothing of `tensors` but vectors and what is no weight lives on in the result.
 * @throws FaultError `architecture-unknown` (`keys`, `count`), `tensor-missing` (`count`, `first`), `shape-mismatch`
 * (`name`, `found`, `expected`, as PyTorch would print them: 64x3x3x3), each with `near`, `classes` and `lacks` where an
 * architecture comes near; `weights-not-finite` (`name`); `argument-invalid` for a hint that makes no sense
 */
export function loadStateDict(
  tensors: ReadonlyMap<string, RawTensor>,
  hint: ModelHint = {},
  wrapper: string | null = null,
): LoadedNetwork {
  const names = stateNames(tensors.keys(), hint.mapping);
  const state = new Map<string, RawTensor>();
  for (const [name, inFile] of names) {
    const tensor = tensors.get(inFile);
    if (tensor !== undefined) state.set(name, tensor);
  }
  const match = recogniseOne(state, hint);
  const { graph, fit } = match;
  const origin = originOf(graph, tensors, names, wrapper);
  const ignored = new Set(fit.ignored.map((name) => names.get(name) ?? name));
  const others = origin.entries.filter(({ parameter }) => parameter === null).map(({ name }) => name);
  return {
    graph,
    host: readParameters(graph, state),
    origin,
    notes: notesOf(match, hint),
    matched: fit.matched,
    unused: others.filter((name) => !ignored.has(name)),
    ignored: others.filter((name) => ignored.has(name)),
  };
}

/** The best match, which must leave nothing open. */
function recogniseOne(state: ReadonlyMap<string, RawTensor>, hint: ModelHint): Match {
  const [best] = recognise(new Map([...state].map(([name, { shape }]) => [name, shape])), hint);
  if (best === undefined || !(isLikely(best) || hint.architecture !== undefined)) {
    const keys = [...state.keys()].slice(0, MAX_KEYS_NAMED).join(', ');
    const near = best === undefined ? {} : nearParams(best);
    throw new FaultError('architecture-unknown', { keys, count: state.size, ...near });
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

function readParameters(graph: Graph, state: ReadonlyMap<string, RawTensor>): HostTensors {
  const host = new Map<string, HostTensor>();
  for (const [name, spec] of graph.parameters) {
    const tensor = state.get(name);
    if (tensor === undefined) continue;
    if (!areFinite(tensor.data)) throw new FaultError('weights-not-finite', { name });
    host.set(name, fromTorchLayout(spec, { shape: tensor.shape, data: tensor.data }));
  }
  return host;
}

function areFinite(values: Float32Array): boolean {
  // Zero while all are finite: the difference of an infinity or NaN with itself is NaN.
  let difference = 0;
  for (let at = 0; at < values.length; at++) difference += (values[at] ?? 0) - (values[at] ?? 0);
  return difference === 0;
}

function originOf(
  graph: Graph,
  tensors: ReadonlyMap<string, RawTensor>,
  names: ReadonlyMap<string, string>,
  wrapper: string | null,
): Origin {
  const parameters = new Map([...names].map(([name, inFile]) => [inFile, name]));
  const entries = [...tensors].map(([name, tensor]) => {
    const parameter = parameters.get(name) ?? name;
    return graph.parameters.has(parameter) && parameters.has(name)
      ? { name, dtype: tensor.dtype, parameter, exact: tensor.exact, tensor: null }
      : { name, dtype: tensor.dtype, parameter: null, tensor };
  });
  return { entries, wrapper };
}

function notesOf({ graph, proposal }: Match, hint: ModelHint): NetworkNote[] {
  const masked = graph.nodes.filter((node) => node.kind === 'conv2d' && node.masked).length;
  const notes: NetworkNote[] = [...proposal.notes];
  if (masked > 0) notes.push({ kind: 'masks-on-convolutions', count: masked });
  if (proposal.isSizeAssumed && hint.inputSize === undefined) notes.push({ kind: 'input-size-assumed' });
  return notes;
}

/**
 * From a state dict to a network: the architecture is recognised by names and shapes, and every parameter must be there,
 * have the right shape and be finite. The reference code leaves missing tensors silently at their initial values (spec 6.2);
 * here they are a fault.
 */
import type { Graph } from '../graph/graph';
import type { HostTensors } from '../graph/hostTensors';
import { FaultError } from '../protocol/faults';
import type { ElementType, RawTensor } from '../readers/elements';
import type { HostTensor } from '../graph/hostTensors';
import { fromTorchLayout, torchShape } from './layout';
import { recogniseArchitecture } from './registry';

/** How the file had it, so that a network can be handed back in its keys, order and types. */
export interface Origin {
  readonly entries: readonly {
    /** As in the file. */
    readonly name: string;
    readonly dtype: ElementType;
    readonly parameter: string | null;
    /** Where it is no parameter: handed back as it came. */
    readonly tensor: RawTensor | null;
  }[];
  readonly wrapper: string | null;
}

/** A network as read from a file. Names are the state dict's, without `module.`. */
export interface LoadedNetwork {
  readonly graph: Graph;
  /** Every parameter of the graph, in its layout. */
  readonly host: HostTensors;
  readonly matched: readonly string[];
  /** Always empty, since a file that lacks a parameter is refused; the network card has a line for it. */
  readonly missing: readonly string[];
  /** Tensors that no part of the network takes. */
  readonly unused: readonly string[];
  /** Left out too, but known: batch counters, and the mask and noise parameters of RNP's and ANP's own layers. */
  readonly ignored: readonly string[];
}

const MODULE_PREFIX = 'module.';
/** `neuron_noise*` may hold uninitialised memory and `neuron_mask` belongs to a finished run: neither is a weight. */
const KNOWN_EXTRAS = /\.(num_batches_tracked|neuron_mask|neuron_noise|neuron_noise_bias)$/;
const MAX_KEYS_NAMED = 8;

/**
 * Loads a PyTorch state dict (names and layouts as PyTorch has them).
 * @throws FaultError `architecture-unknown` (`keys`, `count`), `tensor-missing` (`count`, `first`), `shape-mismatch`
 * (`name`, `found`, `expected`, as PyTorch would print them: 64x3x3x3), `weights-not-finite` (`name`)
 */
export function loadStateDict(tensors: ReadonlyMap<string, RawTensor>): LoadedNetwork {
  const state = withoutModulePrefix(tensors);
  const graph = recognise(state);
  const names = [...graph.parameters.keys()];
  const missing = names.filter((name) => !state.has(name));
  const [first] = missing;
  if (first !== undefined) throw new FaultError('tensor-missing', { count: missing.length, first });
  const others = [...state.keys()].filter((name) => !graph.parameters.has(name));
  return {
    graph,
    host: readParameters(graph, state),
    matched: names,
    missing,
    unused: others.filter((name) => !KNOWN_EXTRAS.test(name)),
    ignored: others.filter((name) => KNOWN_EXTRAS.test(name)),
  };
}

/** DataParallel puts `module.` before every name; mixed files exist, so each name is judged by itself. */
function withoutModulePrefix(tensors: ReadonlyMap<string, RawTensor>): Map<string, RawTensor> {
  const state = new Map<string, RawTensor>();
  for (const [name, tensor] of tensors) {
    const bare = name.startsWith(MODULE_PREFIX) ? name.slice(MODULE_PREFIX.length) : name;
    state.set(tensors.has(bare) ? name : bare, tensor);
  }
  return state;
}

function recognise(state: ReadonlyMap<string, RawTensor>): Graph {
  const graph = recogniseArchitecture(new Map([...state].map(([name, { shape }]) => [name, shape])));
  if (graph !== null) return graph;
  const keys = [...state.keys()].slice(0, MAX_KEYS_NAMED).join(', ');
  throw new FaultError('architecture-unknown', { keys, count: state.size });
}

function readParameters(graph: Graph, state: ReadonlyMap<string, RawTensor>): HostTensors {
  const host = new Map<string, HostTensor>();
  for (const [name, spec] of graph.parameters) {
    const tensor = state.get(name);
    if (tensor === undefined) continue;
    const [found, expected] = [describe(tensor.shape), describe(torchShape(spec))];
    if (found !== expected) throw new FaultError('shape-mismatch', { name, found, expected });
    if (!tensor.data.every(Number.isFinite)) throw new FaultError('weights-not-finite', { name });
    host.set(name, fromTorchLayout(spec, tensor));
  }
  return host;
}

function describe(shape: readonly number[]): string {
  return shape.length === 0 ? 'scalar' : shape.join('x');
}

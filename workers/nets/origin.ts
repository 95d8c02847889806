/** What has to be kept of a file so that the network goes back into it: names, order, types, and the tensors that are no weights. */
import type { Graph } from '../graph/graph';
import type { HostTensors } from '../graph/hostTensors';
import { decodeElements, type ElementType, type RawTensor } from '../readers/elements';
import { toTorchLayout } from './layout';

/** One tensor of a file. */
interface OriginEntry {
  /** As in the file. */
  readonly name: string;
  readonly dtype: ElementType;
  /** The parameter it was read into. */
  readonly parameter: string | null;
  /** The parameter's elements as they came, where float32 numbers lack some of their digits. */
  readonly exact?: Uint8Array | undefined;
  /** As it came, where it is no parameter: it is handed back unchanged. */
  readonly tensor: RawTensor | null;
}

/** A file without its weights, in its order. */
export interface Origin {
  readonly entries: readonly OriginEntry[];
  /** The key under which a PyTorch file held the weights; null where they stood at its top. */
  readonly wrapper: string | null;
}

/** Of a network whose file had no names of PyTorch's: handed back in the graph's own order, as float32. */
export function ownOrigin({ parameters }: Graph): Origin {
  const entries = [...parameters.keys()].map(
    (name) => ({ name, dtype: 'float32', parameter: name, tensor: null }) as const,
  );
  return { entries, wrapper: null };
}

/**
 * The network's weights under the file's own names, in its order and layout, each with the type it had. Networks compute in
 * float32: weights that did not change go back with every digit they came with, those that did with seven.
 */
export function toOriginal(graph: Graph, host: HostTensors, origin: Origin): Map<string, RawTensor> {
  const state = new Map<string, RawTensor>();
  for (const { name, dtype, parameter, exact, tensor } of origin.entries) {
    const spec = parameter === null ? undefined : graph.parameters.get(parameter);
    const value = parameter === null ? undefined : host.get(parameter);
    if (spec !== undefined && value !== undefined) {
      const now: RawTensor = { ...toTorchLayout(spec, value), dtype };
      state.set(name, exact !== undefined && isRounded(now, exact) ? { ...now, exact } : now);
    } else if (tensor !== null) state.set(name, tensor);
  }
  return state;
}

/** Whether the numbers of a tensor are still what its file's elements were read as. */
function isRounded({ dtype, data }: RawTensor, exact: Uint8Array): boolean {
  const read = decodeElements(exact, dtype);
  return data.every((value, at) => value === read[at]);
}

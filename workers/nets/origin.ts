/** What has to be kept of a file so that the network goes back into it: names, order, types, and the tensors that are no weights. */
import type { Graph } from '../graph/graph';
import type { HostTensors } from '../graph/hostTensors';
import type { ElementType, RawTensor } from '../readers/elements';
import { toTorchLayout } from './layout';

/** One tensor of a file. */
export interface OriginEntry {
  /** As in the file. */
  readonly name: string;
  readonly dtype: ElementType;
  /** The parameter it was read into. */
  readonly parameter: string | null;
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

/** The network's weights under the file's own names, in its order and layout, each with the type it had. */
export function toOriginal(graph: Graph, host: HostTensors, origin: Origin): Map<string, RawTensor> {
  const state = new Map<string, RawTensor>();
  for (const { name, dtype, parameter, tensor } of origin.entries) {
    const spec = parameter === null ? undefined : graph.parameters.get(parameter);
    const value = parameter === null ? undefined : host.get(parameter);
    if (spec !== undefined && value !== undefined) state.set(name, { ...toTorchLayout(spec, value), dtype });
    else if (tensor !== null) state.set(name, tensor);
  }
  return state;
}

/** A network as it came in: on the host, in our layout, with what is needed to hand it back. */
import { parameterCount, type Graph } from '../graph/graph';
import type { HostTensors } from '../graph/hostTensors';
import { countFilters, findMaskSites } from '../graph/sites';
import type { Origin } from '../nets/origin';
import type { MaskSite, ModelSummary } from '../protocol';
import type { PoisonedFiles } from '../readers/backdoorBench';
import type { ReadNetwork } from '../reading/fileReader';
import type { Generate } from './triggered';

export interface LoadedModel {
  readonly summary: ModelSummary;
  readonly graph: Graph;
  readonly sites: readonly MaskSite[];
  readonly host: HostTensors;
  readonly origin: Origin;
  /** What the file says of poisoned pictures in a folder beside it. */
  readonly poisonedFiles: PoisonedFiles | null;
  /** Makes triggered pictures by a network that came with this one; null where none did. */
  readonly generate: Generate | null;
}

/** A network that was read, with the card the page shows of it. */
export function loadedModel(read: ReadNetwork, name: string): LoadedModel {
  const { graph, host, origin, sha256, format, matched, unused, notes, attack, poisonedFiles } = read;
  const sites = findMaskSites(graph);
  const [inputHeight, inputWidth, inputChannels] = graph.inputShape;
  const summary: ModelSummary = {
    name,
    sha256,
    format,
    architecture: graph.architecture,
    classes: graph.classes,
    inputHeight,
    inputWidth,
    inputChannels,
    parameters: parameterCount(graph),
    maskSites: sites,
    channels: countFilters(sites),
    matched,
    missing: [],
    unused,
    layers: graph.layers,
    notes,
    attack,
  };
  return { summary, graph, sites, host, origin, poisonedFiles, generate: null };
}

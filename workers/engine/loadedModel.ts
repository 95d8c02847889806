/** A network as it came in: on the host, in our layout, with what is needed to hand it back. */
import { parameterCount, type Graph } from '../graph/graph';
import type { HostTensors } from '../graph/hostTensors';
import { countFilters, findMaskSites } from '../graph/sites';
import type { Normalisation } from '../data/normalise';
import type { Origin } from '../nets/origin';
import type { AttackRecipe, MaskSite, ModelSummary } from '../protocol';
import type { PoisonedFiles } from '../readers/backdoorBench';
import { generatePictures } from '../graph/generate';
import { disposeTensors, uploadTensors } from '../graph/parameters';
import type { SavedTrigger } from '../nets/savedTrigger';
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
  /** How this project trained it; null where its file does not say. */
  readonly training: AttackRecipe | null;
  /** Makes triggered pictures by a network that came with this one, of pictures normalised like this; null where none did. */
  readonly generate: ((normalisation: Normalisation) => Generate) | null;
}

/** What makes a generated trigger: its networks lie on the device only while they are asked. */
function generateOf(planted: SavedTrigger | null): LoadedModel['generate'] {
  const { trigger, generators } = planted ?? { trigger: null, generators: null };
  if (trigger?.kind !== 'generator' || generators === null) return null;
  const { method, strength } = trigger;
  return (normalisation) => async (images) => {
    const pattern = uploadTensors(generators.pattern.host);
    const mask = generators.mask === null ? null : uploadTensors(generators.mask.host);
    try {
      return await generatePictures(
        {
          method,
          strength,
          pattern: { graph: generators.pattern.graph, parameters: pattern },
          mask:
            generators.mask === null || mask === null
              ? null
              : { graph: generators.mask.graph, parameters: mask },
        },
        images,
        normalisation,
      );
    } finally {
      disposeTensors(pattern);
      if (mask !== null) disposeTensors(mask);
    }
  };
}

/** A network that was read, with the card the page shows of it. */
export function loadedModel(read: ReadNetwork, name: string): LoadedModel {
  const {
    graph,
    host,
    origin,
    sha256,
    format,
    matched,
    unused,
    notes,
    attack,
    poisonedFiles,
    planted,
    training,
  } = read;
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
    planted: planted?.trigger ?? null,
  };
  return { summary, graph, sites, host, origin, poisonedFiles, training, generate: generateOf(planted) };
}

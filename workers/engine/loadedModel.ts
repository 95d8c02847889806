/** A network as it came in: on the host, in our layout, with what is needed to hand it back. */
import type { HostTensors } from '../graph/hostTensors';
import { parameterCount, type Graph } from '../graph/graph';
import { countFilters, findMaskSites } from '../graph/sites';
import { loadStateDict } from '../nets/load';
import { FaultError, type MaskSite, type ModelSummary } from '../protocol';
import type { ByteSource } from '../readers/byteSource';
import { namingFile } from '../readers/damage';
import type { RawTensor } from '../readers/elements';
import { sniffFormat } from '../readers/format';
import { readSafetensors } from '../readers/safetensors';
import { sha256Hex } from '../readers/sha256';
import { readTorchCheckpoint } from '../readers/torch';

export interface LoadedModel {
  readonly summary: ModelSummary;
  readonly graph: Graph;
  readonly sites: readonly MaskSite[];
  readonly host: HostTensors;
  /** The file's tensors in its own order and layout: exports keep what we do not use. */
  readonly tensors: ReadonlyMap<string, RawTensor>;
}

async function readTensors(source: ByteSource): Promise<{ format: string; tensors: Map<string, RawTensor> }> {
  const format = await sniffFormat(source);
  switch (format) {
    case 'torch-zip':
    case 'torch-legacy':
      return readTorchCheckpoint(source);
    case 'safetensors':
      return readSafetensors(source);
    default:
      throw new FaultError('file-unknown', { found: format }, { file: source.name });
  }
}

/**
 * Opens a network: PyTorch zip or legacy, or safetensors. Throws a fault of the readers, or `file-unknown`,
 * `architecture-unknown`, `tensor-missing`, `shape-mismatch`, `weights-not-finite`.
 */
export async function openModel(source: ByteSource, name: string): Promise<LoadedModel> {
  const { format, tensors } = await readTensors(source);
  const { graph, host, matched, missing, unused } = await namingFile(source.name, () =>
    Promise.resolve(loadStateDict(tensors)),
  );
  const sites = findMaskSites(graph);
  const [inputHeight, inputWidth, inputChannels] = graph.inputShape;
  const summary: ModelSummary = {
    name,
    sha256: await sha256Hex(source),
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
    missing,
    unused,
    layers: graph.layers,
  };
  return { summary, graph, sites, host, tensors };
}

/** One of a run's networks as a file, in the format that was asked for. */
import type { Graph } from '../graph/graph';
import type { HostTensors } from '../graph/hostTensors';
import type { Classifier } from '../graph/infer';
import { downloadTensors } from '../graph/parameters';
import { siteParameters } from '../graph/sites';
import { toStateDict } from '../nets/layout';
import { type Origin, toOriginal } from '../nets/origin';
import { FaultError, type NetworkFormat, type NetworkState, type SavedFile } from '../protocol';
import { readMasks } from '../pruning/masks';
import type { FinishedRun } from './finishedRun';
import type { LoadedModel } from './loadedModel';

interface Wanted {
  readonly network: NetworkState;
  readonly format: NetworkFormat;
}

/** A network on the host, with what else a file may say of it. */
export interface Writable {
  readonly graph: Graph;
  readonly host: HostTensors;
  readonly origin: Origin;
  /** Free text, e.g. where the network came from. */
  readonly meta: Readonly<Record<string, string>>;
}

/** What files of a network are called by: its own name without its endings. */
export function stemOf({ summary }: Pick<LoadedModel, 'summary'>): string {
  return summary.name.replace(/(\.[a-z0-9]+)+$/i, '');
}

/** The parameters of a network on the host, its masks multiplied in: the files know no masks. */
async function parametersOf(
  { graph, parameters, masks }: Classifier,
  run: FinishedRun,
): Promise<HostTensors> {
  const host = new Map(await downloadTensors(parameters));
  if (masks === undefined) return host;
  const values = await readMasks(run.context.model.sites, new Map(masks));
  for (const [site, mask] of values) {
    for (const name of siteParameters(graph, site).scaled) {
      const tensor = host.get(name);
      if (tensor === undefined) continue;
      // The last axis is the channel.
      const data = tensor.data.map((value, at) => value * (mask[at % mask.length] ?? 1));
      host.set(name, { shape: tensor.shape, data });
    }
  }
  return host;
}

/** Writes a network. Files of tensors carry the original's names, order and types; ONNX and TensorFlow.js the graph. */
export async function writeNetwork(
  network: Writable,
  format: NetworkFormat,
  stem: string,
): Promise<SavedFile> {
  const { graph, host, origin, meta } = network;
  const type = 'application/octet-stream';
  switch (format) {
    case 'pytorch': {
      const { writeTorchZip } = await import('../export/torchZip');
      const { wrapper } = origin;
      const bytes = writeTorchZip(toOriginal(graph, host, origin), { name: stem, wrapper });
      return { name: `${stem}.pth`, bytes, type };
    }
    case 'safetensors': {
      const { writeSafetensors } = await import('../export/safetensors');
      return {
        name: `${stem}.safetensors`,
        bytes: writeSafetensors(toOriginal(graph, host, origin), meta),
        type,
      };
    }
    case 'npz': {
      const { writeNpz } = await import('../export/npz');
      return { name: `${stem}.npz`, bytes: writeNpz(toOriginal(graph, host, origin)), type };
    }
    case 'onnx': {
      const { writeOnnx } = await import('../export/onnx');
      return { name: `${stem}.onnx`, bytes: writeOnnx(graph, toStateDict(graph, host), meta), type };
    }
    case 'tfjs-layers': {
      const { writeTfjsLayers } = await import('../export/tfjsLayers');
      const { writeStoredZip } = await import('../export/zipWriter');
      const entries = writeTfjsLayers(graph, host, meta).map(({ name, bytes }) => ({
        name,
        bytes: bytes.length,
        write: (target: Uint8Array) => target.set(bytes),
      }));
      const bytes = writeStoredZip(entries, 1);
      return { name: `${stem}-tfjs.zip`, bytes, type: 'application/zip' };
    }
    default:
      return format satisfies never;
  }
}

/** Throws `run-missing` where the run has no such network, `layer-unsupported` where a format cannot say it. */
export async function exportNetwork(run: FinishedRun, stem: string, wanted: Wanted): Promise<SavedFile> {
  const classifier = run.networks.classifier(wanted.network);
  if (classifier === null) throw new FaultError('run-missing');
  const host = await parametersOf(classifier, run);
  const { graph, origin } = run.context.model;
  const meta = { network: wanted.network, pruned: String(run.report.prune.chosen.pruned) };
  return writeNetwork({ graph, host, origin, meta }, wanted.format, stem);
}

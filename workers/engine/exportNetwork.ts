/** One of a run's networks as a file, in the format that was asked for. */
import { writeSafetensors } from '../export/safetensors';
import type { Classifier } from '../graph/infer';
import type { HostTensors } from '../graph/hostTensors';
import { downloadTensors } from '../graph/parameters';
import { siteParameters } from '../graph/sites';
import { toStateDict } from '../nets/layout';
import { FaultError, type NetworkFormat, type NetworkState, type SavedFile } from '../protocol';
import { readMasks } from '../rnp/masks';
import type { FinishedRun } from './finishedRun';

interface Wanted {
  readonly network: NetworkState;
  readonly format: NetworkFormat;
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

/** Throws `run-missing` where the run has no such network. */
export async function exportNetwork(run: FinishedRun, stem: string, wanted: Wanted): Promise<SavedFile> {
  const classifier = run.networks.classifier(wanted.network);
  if (classifier === null) throw new FaultError('run-missing');
  const host = await parametersOf(classifier, run);
  const { graph, origin } = run.context.model;
  const state = toStateDict(graph, host);
  const stored = new Map<
    string,
    { shape: readonly number[]; dtype: 'F32' | 'I64'; data: ArrayLike<number> }
  >();
  for (const { name, dtype, parameter, tensor } of origin.entries) {
    const values = parameter === null ? tensor : state.get(parameter);
    if (values === null || values === undefined) continue;
    stored.set(name, { ...values, dtype: dtype === 'int64' ? 'I64' : 'F32' });
  }
  const bytes = writeSafetensors(stored, { pruned: String(run.report.prune.chosen.pruned) });
  return { name: `${stem}.safetensors`, bytes, type: 'application/octet-stream' };
}

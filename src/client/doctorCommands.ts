/** Asks what a model file holds, and how a network saw its pictures; the answers stand in the engine store. */
import type { Fault, FaultCode, FileReport, PreprocessingRow, Result } from '../../workers/protocol';
import { engineStore, type OwnNetwork } from '../state/engineStore';
import { failed } from './loadCommands';
import { callJob } from './session';

async function askDoctor(network: OwnNetwork): Promise<Result<FileReport>> {
  const { files, hint } = network;
  const result = await callJob('examine', (api, job) => api.examine({ job, files, hint }));
  if (result.ok) engineStore.setState({ examined: { network, report: result.value } });
  return result;
}

/** Asks the file doctor about a network, as it is or with something said about it; the answer stands in the engine store. */
export async function examine(network: OwnNetwork): Promise<Result<FileReport>> {
  const result = await askDoctor(network);
  return result.ok ? result : failed(result.fault);
}

/** Takes the file doctor off the page. */
export function dismissExamined(): void {
  engineStore.setState({ examined: null });
}

const EXAMINED: readonly FaultCode[] = [
  'architecture-unknown',
  'tensor-missing',
  'shape-mismatch',
  'weights-not-finite',
];

/** Asks the file doctor about a network that was refused for its tensors; the refusal stays on the page. */
export async function examineAfter(fault: Fault, network: OwnNetwork): Promise<void> {
  if (EXAMINED.includes(fault.code)) await askDoctor(network);
}

/** Asks the preprocessing doctor; the answer stands in the engine store. */
export async function diagnose(): Promise<Result<readonly PreprocessingRow[]>> {
  const result = await callJob('check', (api, job) => api.diagnose({ job }));
  if (!result.ok) return failed(result.fault);
  engineStore.setState({ doctor: result.value });
  return result;
}

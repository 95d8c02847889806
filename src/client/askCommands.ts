/** Questions about a finished run or about pictures. They change nothing in the engine. */
import type {
  CutRequest,
  EngineApi,
  EvalRow,
  ExportKind,
  Fault,
  FilterSheet,
  ImageRole,
  JobId,
  NetworkState,
  Picture,
  Prediction,
  ResizedPicture,
  Result,
  Trigger,
} from '../../workers/protocol';
import { engineStore } from '../state/engineStore';
import { runStore } from '../state/runStore';
import { series } from '../state/series';
import { viewStore } from '../state/viewStore';
import { call, callJob, showFault } from './session';

/** The run that the engine can answer about; null for recordings and imported reports, which it has never seen. */
export function answeringRun(): JobId | null {
  const { job, recorded, status } = runStore.getState();
  return job !== null && !recorded && status === 'done' ? job : null;
}

const NO_RUN = { ok: false, fault: { code: 'run-missing', params: {} } } as const;

function shown<T>(result: Result<T>): Result<T> {
  if (!result.ok) showFault(result.fault, 'run');
  return result;
}

/** Evaluates a cut of the finished run; only the newest answer is kept. */
export async function tryPrune(cut: CutRequest): Promise<Result<EvalRow>> {
  const run = answeringRun();
  if (run === null) return shown(NO_RUN);
  const row = runStore.getState().trial?.row ?? null;
  runStore.setState({ trial: { request: cut, row, pending: true } });
  const result = await call((api) => api.tryPrune({ run, cut }));
  if (runStore.getState().trial?.request !== cut) return result;
  runStore.setState({ trial: { request: cut, row: result.ok ? result.value : row, pending: false } });
  return shown(result);
}

/** Everything about one filter of the finished run, on the watched image. */
export async function inspectFilter(site: string, channel: number): Promise<Result<FilterSheet>> {
  const run = answeringRun();
  if (run === null) return NO_RUN;
  const { image } = viewStore.getState();
  return shown(await call((api) => api.inspectFilter({ run, site, channel, image })));
}

/** Feature maps of the finished run for the watched layer and image; they join the series like those of the run itself. */
export async function askMaps(): Promise<Result<void>> {
  const run = answeringRun();
  if (run === null) return NO_RUN;
  const { layer: watched, image } = viewStore.getState();
  const layer = watched ?? series.heatmaps().at(-1)?.layer ?? engineStore.getState().model?.layers.at(-1);
  if (layer === undefined) return NO_RUN;
  const result = shown(await call((api) => api.maps({ run, layer, image })));
  if (!result.ok) return result;
  // A run that has begun meanwhile draws its own maps.
  if (answeringRun() === run) for (const map of result.value) series.append(map);
  return { ok: true, value: undefined };
}

export interface PredictQuestion {
  readonly network: NetworkState;
  readonly images: readonly number[];
  readonly trigger: Trigger | null;
}

/** Of what is open and does not fit each other the page says so where it stands: a question that came too late is no news. */
function isMisfit({ code }: Fault): boolean {
  return code === 'image-size-mismatch' || code === 'trigger-invalid';
}

/** What the open network says about some of the open pictures, whatever was run before it was opened. */
export async function predict(question: PredictQuestion): Promise<Result<readonly Prediction[]>> {
  const result = await call((api) => api.predict({ run: null, ...question }));
  return !result.ok && isMisfit(result.fault) ? result : shown(result);
}

/** What the networks of the finished run say about its pictures. */
export async function predictOfRun(question: PredictQuestion): Promise<Result<readonly Prediction[]>> {
  const run = answeringRun();
  return run === null ? NO_RUN : shown(await call((api) => api.predict({ run, ...question })));
}

/** Pictures as the network would get them, with the trigger made `gain` times as visible. */
export async function preview(
  question: Parameters<EngineApi['preview']>[0],
): Promise<Result<readonly Picture[]>> {
  const result = await call((api) => api.preview(question));
  if (!result.ok && !isMisfit(result.fault)) showFault(result.fault, 'engine');
  return result;
}

/** A few pictures of one role, each beside what it was in its file. */
export async function resizedPictures(role: ImageRole): Promise<Result<readonly ResizedPicture[]>> {
  const result = await call((api) => api.resizedPictures({ role }));
  if (!result.ok) showFault(result.fault, 'engine');
  return result;
}

export interface ExportedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly type: string;
}

/** Asks for a file made of the finished run. */
export async function exportAs(what: ExportKind): Promise<Result<ExportedFile>> {
  const run = answeringRun();
  if (run === null) return shown(NO_RUN);
  return shown(await callJob('export', (api) => api.exportAs({ run, what })));
}

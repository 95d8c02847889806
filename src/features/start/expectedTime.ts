/** How long a run will take here: the last run on this device and network, else the recorded one with its device named. */
import type { BackendId, DeviceReport, Recipe, Report } from '../../../workers/protocol';

const KEY = 'rnp.elapsed.v1';

/** One measured run. */
export interface MeasuredRun {
  readonly model: string;
  readonly backend: BackendId;
  readonly device: string;
  readonly elapsedMs: number;
}

/** What the line under the button may promise: a time measured here, or elsewhere (then `device` is named). */
export type ExpectedTime =
  | { readonly kind: 'here'; readonly elapsedMs: number }
  | { readonly kind: 'elsewhere'; readonly elapsedMs: number; readonly device: string }
  | { readonly kind: 'unknown' };

/** How a network is told apart here: the id of a prepared one, the name of a file. */
export function modelName({ model }: Pick<Recipe, 'model'>): string {
  return model.kind === 'zoo' ? model.id : model.name;
}

/** The measurement a report holds. */
export function measurementOf(report: Pick<Report, 'recipe' | 'device' | 'elapsedMs'>): MeasuredRun {
  return {
    model: modelName(report.recipe),
    backend: report.device.backend,
    device: report.device.name,
    elapsedMs: report.elapsedMs.total,
  };
}

function isMeasuredRun(value: unknown): value is MeasuredRun {
  if (typeof value !== 'object' || value === null) return false;
  const run = value as Record<string, unknown>;
  return (
    typeof run['model'] === 'string' &&
    typeof run['backend'] === 'string' &&
    typeof run['device'] === 'string' &&
    typeof run['elapsedMs'] === 'number' &&
    Number.isFinite(run['elapsedMs'])
  );
}

/** The runs measured on this computer, newest first. Damaged or refused storage reads as none. */
export function readMeasuredRuns(storage: Pick<Storage, 'getItem'>): readonly MeasuredRun[] {
  try {
    const stored: unknown = JSON.parse(storage.getItem(KEY) ?? '[]');
    return Array.isArray(stored) ? stored.filter(isMeasuredRun) : [];
  } catch {
    return [];
  }
}

function isSameSetting(first: MeasuredRun, second: MeasuredRun): boolean {
  return first.model === second.model && first.backend === second.backend;
}

/** Remembers the last run for each network and device, at most twelve; a full or refused storage is no fault. */
export function rememberMeasuredRun(storage: Pick<Storage, 'getItem' | 'setItem'>, run: MeasuredRun): void {
  const others = readMeasuredRuns(storage).filter((each) => !isSameSetting(each, run));
  try {
    storage.setItem(KEY, JSON.stringify([run, ...others].slice(0, 12)));
  } catch {
    // Private windows refuse storage; the line then names the recorded run.
  }
}

/** What can be promised for `model` on `device`. A time of another network or device is never shown as this one's. */
export function expectedTime(
  model: string | null,
  device: DeviceReport | null,
  measured: readonly MeasuredRun[],
  recorded: MeasuredRun | null,
): ExpectedTime {
  const here = measured.find((run) => run.model === model && run.backend === device?.backend);
  if (here !== undefined) return { kind: 'here', elapsedMs: here.elapsedMs };
  if (recorded !== null && (model === null || recorded.model === model)) {
    return { kind: 'elsewhere', elapsedMs: recorded.elapsedMs, device: recorded.device };
  }
  return { kind: 'unknown' };
}

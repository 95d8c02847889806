/** Chooses a device and starts it (design, section 4): webgpu on hardware, then wasm, then webgl, then cpu. */
import { type BackendId, BACKENDS, type DeviceChoice, type DeviceReport, FaultError } from '../protocol';
import { startCpu } from './cpuDevice';
import { findAdapter } from './gpuAdapter';
import type { DevicePlatform } from './platform';
import {
  type BackendStart,
  type LostListener,
  type Refusal,
  refusal,
  type RefusalReason,
  type RunningBackend,
} from './runningBackend';
import { offersWasm, startWasm } from './wasmDevice';
import { offersWebgl, startWebgl } from './webglDevice';
import { startWebgpu } from './webgpuDevice';

export interface DeviceListeners {
  /** Told at most once, when the device is gone (`device-lost`) or has gone wrong (`device-error`, `out-of-memory`). */
  readonly lost: LostListener;
}

/** The device that is now tfjs's current backend. */
export interface StartedDevice {
  readonly report: DeviceReport;
  /** Frees the backend. Free the tensors first. */
  dispose(): void;
}

/** Backends that failed on this machine before, with the reason; they are passed over. */
type Refusals = ReadonlyMap<BackendId, RefusalReason>;

/** The adapter, or why there is none. */
type AdapterAnswer = { readonly adapter: GPUAdapter } | Refusal;

interface Surroundings {
  readonly choice: DeviceChoice;
  readonly platform: DevicePlatform;
  readonly on: DeviceListeners;
  readonly adapter: AdapterAnswer;
}

async function askForAdapter(gpu: GPU | null, choice: DeviceChoice): Promise<AdapterAnswer> {
  if (gpu === null) return refusal('no-webgpu', 'navigator.gpu is missing');
  try {
    const adapter = await findAdapter(gpu, choice === 'webgpu');
    return adapter === null ? refusal('no-adapter', 'the browser gave no adapter') : { adapter };
  } catch (thrown) {
    return refusal('gpu-failed', thrown);
  }
}

async function startBackend(backend: BackendId, where: Surroundings): Promise<BackendStart> {
  const { choice, platform, on, adapter } = where;
  switch (backend) {
    case 'webgpu':
      return 'adapter' in adapter
        ? startWebgpu(adapter.adapter, choice === 'webgpu', on.lost, platform.store)
        : adapter;
    case 'wasm':
      return startWasm(platform.wasm);
    case 'webgl':
      return platform.headless ? refusal('no-adapter', 'there is no browser') : startWebgl(on.lost);
    case 'cpu':
      return startCpu();
    default:
      return backend satisfies never;
  }
}

/** What could be started here: cheap checks, in the order of preference. */
function listAvailable({ platform, adapter }: Surroundings): readonly BackendId[] {
  const offered: Record<BackendId, boolean> = {
    webgpu: 'adapter' in adapter,
    wasm: offersWasm(),
    webgl: !platform.headless && offersWebgl(),
    cpu: true,
  };
  return BACKENDS.filter((backend) => offered[backend]);
}

/** Why this backend and not a faster one. */
function reasonFor(backend: BackendId, refusals: Refusals, where: Surroundings): DeviceReport['reason'] {
  if (where.choice !== 'auto') return 'asked';
  if (backend === 'webgpu') return 'hardware-gpu';
  const fallen = backend === 'wasm' ? undefined : refusals.get('wasm');
  return fallen ?? (where.platform.headless ? 'headless' : (refusals.get('webgpu') ?? 'no-webgpu'));
}

function describe(running: RunningBackend, refusals: Refusals, where: Surroundings): StartedDevice {
  const { backend, name, software, threads = 1, threadsRefused } = running;
  const reason = reasonFor(backend, refusals, where);
  const available = listAvailable(where);
  return {
    report: {
      ...{ backend, name, threads, reason, software, available, selfTestError: null },
      ...(threadsRefused === undefined ? {} : { threadsRefused }),
    },
    dispose: () => running.dispose(),
  };
}

/**
 * Starts the device that was asked for, or with `auto` the best one; `refused` names those that failed before.
 * @throws FaultError `device-unavailable` {asked, reason} if the one that was asked for cannot be had
 */
export async function startDevice(
  choice: DeviceChoice,
  platform: DevicePlatform,
  on: DeviceListeners,
  refused: Refusals = new Map(),
): Promise<StartedDevice> {
  const where = { choice, platform, on, adapter: await askForAdapter(platform.gpu, choice) };
  const refusals = new Map(refused);
  let detail = '';
  for (const backend of choice === 'auto' ? BACKENDS : [choice]) {
    if (refused.has(backend)) continue;
    const start = await startBackend(backend, where);
    if (!('refused' in start)) return describe(start, refusals, where);
    refusals.set(backend, start.refused);
    detail = start.detail;
  }
  const reason = (choice === 'auto' ? undefined : refusals.get(choice)) ?? 'gpu-failed';
  throw new FaultError('device-unavailable', { asked: choice, reason }, { detail });
}

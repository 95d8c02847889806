/** Starts tfjs's WebGPU backend on a device of our own, so that its loss and its errors reach us. */
import { removeIfPresent } from './backendRegistry';
import { watchDevice } from './deviceFaults';
import { adapterName, isSoftwareAdapter, withDeadline } from './gpuAdapter';
import { type Gpu, makeGpu, type TfjsWebgpu } from './kernels/webgpu/gpu';
import { registerWebgpuKernels } from './kernels/webgpu/register';
import type { VariantChoices } from './kernels/webgpu/variantChoices';
import type { SmallStore } from './platform';
import { type BackendStart, type LostListener, refusal } from './runningBackend';
import { backend, loadWebgpuBackend, registerBackend, setBackend } from './tf';

const NAME = 'webgpu';

/** Used where the adapter has them. */
const OPTIONAL_FEATURES: readonly GPUFeatureName[] = ['subgroups', 'timestamp-query'];

/** What tfjs's kernels count on beyond the defaults of WebGPU: all that the adapter has. */
const LIMITS = [
  'maxComputeWorkgroupStorageSize',
  'maxComputeWorkgroupsPerDimension',
  'maxStorageBufferBindingSize',
  'maxBufferSize',
  'maxComputeWorkgroupSizeX',
  'maxComputeInvocationsPerWorkgroup',
] as const satisfies readonly (keyof GPUSupportedLimits)[];

async function requestDevice(adapter: GPUAdapter): Promise<GPUDevice> {
  const requiredFeatures = OPTIONAL_FEATURES.filter((feature) => adapter.features.has(feature));
  const requiredLimits = Object.fromEntries(LIMITS.map((limit) => [limit, adapter.limits[limit]]));
  const pending = adapter.requestDevice({ requiredFeatures, requiredLimits });
  try {
    return await withDeadline(pending, 'the GPU device');
  } catch (thrown) {
    // One that comes after all is nobody's.
    pending.then(
      (late) => late.destroy(),
      () => undefined,
    );
    throw thrown;
  }
}

async function makeCurrent(
  device: GPUDevice,
  info: GPUAdapterInfo | undefined,
  software: boolean,
): Promise<Gpu> {
  const { WebGPUBackend } = await loadWebgpuBackend();
  // Loading the package registered a backend that would ask for a device of its own.
  removeIfPresent(NAME);
  registerBackend(NAME, () => new WebGPUBackend(device, info));
  if (!(await setBackend(NAME))) throw new Error('tfjs refused the device');
  // tfjs keeps to itself what we share with it: the command encoder, and the buffer of each tensor.
  const gpu = makeGpu(backend() as unknown as TfjsWebgpu, software);
  registerWebgpuKernels(gpu);
  return gpu;
}

/** Counts changes of the convolutions' programs: what was measured of others says nothing. */
const MEASURED_VERSION = 2;

/** Takes over what was measured on this card at an earlier visit, and keeps what is measured in this one. */
async function keepChoices(choices: VariantChoices, store: SmallStore, card: string): Promise<void> {
  const name = `fastest convolutions ${MEASURED_VERSION} ${card}`;
  choices.onDecided = (decided) => {
    // Not kept: it is measured again next time.
    store.write(name, decided).catch(() => undefined);
  };
  try {
    choices.restore((await store.read(name)) ?? {});
  } catch {
    // Nothing readable was kept: it is measured again.
  }
}

/**
 * Starts the backend on an adapter; a software one is used only if it was asked for. `lost` hears about the device once,
 * when it is gone or has gone wrong, and never after `dispose`.
 */
export async function startWebgpu(
  adapter: GPUAdapter,
  software: boolean,
  lost: LostListener,
  store: SmallStore | null,
): Promise<BackendStart> {
  const isSoftware = isSoftwareAdapter(adapter);
  const name = adapterName(adapter);
  if (isSoftware && !software) return refusal('software-adapter', name);
  let device: GPUDevice | null = null;
  try {
    device = await requestDevice(adapter);
    const gpu = await makeCurrent(device, (adapter as Partial<GPUAdapter>).info, isSoftware);
    if (store !== null) await keepChoices(gpu.choices, store, name);
  } catch (thrown) {
    removeIfPresent(NAME);
    device?.destroy();
    return refusal('gpu-failed', thrown);
  }
  const started = device;
  const stopWatching = watchDevice(started, lost);
  const dispose = (): void => {
    stopWatching();
    removeIfPresent(NAME);
    started.destroy();
  };
  return { backend: NAME, name, software: isSoftware, dispose };
}

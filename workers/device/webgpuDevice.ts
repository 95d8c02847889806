/** Starts tfjs's WebGPU backend on a device of our own, so that its loss and its errors reach us. */
import { removeIfPresent } from './backendRegistry';
import { watchDevice } from './deviceFaults';
import { adapterName, isSoftwareAdapter, withDeadline } from './gpuAdapter';
import { makeGpu, type TfjsWebgpu } from './kernels/webgpu/gpu';
import { registerWebgpuKernels } from './kernels/webgpu/register';
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
  return withDeadline(adapter.requestDevice({ requiredFeatures, requiredLimits }), 'the GPU device');
}

async function makeCurrent(
  device: GPUDevice,
  info: GPUAdapterInfo | undefined,
  software: boolean,
): Promise<void> {
  const { WebGPUBackend } = await loadWebgpuBackend();
  // Loading the package registered a backend that would ask for a device of its own.
  removeIfPresent(NAME);
  registerBackend(NAME, () => new WebGPUBackend(device, info));
  if (!(await setBackend(NAME))) throw new Error('tfjs refused the device');
  // tfjs keeps to itself what we share with it: the command encoder, and the buffer of each tensor.
  registerWebgpuKernels(makeGpu(backend() as unknown as TfjsWebgpu, software));
}

/**
 * Starts the backend on an adapter; a software one is used only if it was asked for. `lost` hears about the device once,
 * when it is gone or has gone wrong, and never after `dispose`.
 */
export async function startWebgpu(
  adapter: GPUAdapter,
  software: boolean,
  lost: LostListener,
): Promise<BackendStart> {
  const isSoftware = isSoftwareAdapter(adapter);
  const name = adapterName(adapter);
  if (isSoftware && !software) return refusal('software-adapter', name);
  let device: GPUDevice | null = null;
  try {
    device = await requestDevice(adapter);
    await makeCurrent(device, (adapter as Partial<GPUAdapter>).info, isSoftware);
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

import { type Gpu, makeGpu } from '../../../workers/device/kernels/webgpu/gpu';
import { registerWebgpuKernels } from '../../../workers/device/kernels/webgpu/register';
import { currentGpu } from '../../../workers/device/kernels/webgpu/registeredGpu';

/** The graphics card that was started; with `hardware` an emulated one counts as real from here on. */
export function startedGpu(hardware: boolean): Gpu {
  const gpu = currentGpu();
  if (gpu === null) throw new Error('no graphics card');
  if (!hardware) return gpu;
  const asHardware = makeGpu(gpu.backend, false);
  registerWebgpuKernels(asHardware);
  return asHardware;
}

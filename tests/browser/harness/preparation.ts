/** Prepares a network on the graphics card, with shaders damaged on purpose where a test wants that, and runs its step. */
import { VariantChoices } from '../../../workers/device/kernels/webgpu/variantChoices';
import { engine, loadCpuBackend, setBackend } from '../../../workers/device/tf';
import { prepareNetwork } from '../../../workers/graph/prepareNetwork';
import { computeSelfTest, largestError } from '../../../workers/graph/selfTest';
import { buildSelfTestGraph, SELF_TEST_BATCH } from '../../../workers/graph/selfTestNetwork';
import type { Commands, PrepareAnswer } from './commands';
import { startedGpu } from './startedGpu';

/** Makes shaders whose name holds one of `names` unreadable for this device, which then refuses them as it would others. */
function damageShaders(device: GPUDevice, names: readonly string[]): void {
  const create = device.createShaderModule.bind(device);
  device.createShaderModule = (descriptor) => {
    const isDamaged = names.some((name) => descriptor.label?.includes(name));
    return create(isDamaged ? { ...descriptor, code: `${descriptor.code} no shader` } : descriptor);
  };
}

/** Counts what is compiled while everything waits. */
function countLate(device: GPUDevice): () => number {
  const create = device.createComputePipeline.bind(device);
  let count = 0;
  device.createComputePipeline = (descriptor) => {
    count++;
    return create(descriptor);
  };
  return () => count;
}

export async function prepareAndStep(
  start: () => Promise<unknown>,
  { broken, hardware }: Commands['prepare']['takes'],
): Promise<PrepareAnswer> {
  await start();
  const gpu = startedGpu(hardware);
  const { device } = gpu.backend;
  damageShaders(device, broken);
  const before = engine().state.numTensors;
  let progress: PrepareAnswer['progress'] = [0, 0];
  const refused: string[] = [];
  await prepareNetwork(buildSelfTestGraph(), {
    // Where nothing is measured, programs serve batches of all sizes.
    images: hardware ? SELF_TEST_BATCH : 2,
    measure: hardware,
    on: {
      progress: (done, total) => (progress = [done, total]),
      refused: (kernel) => refused.push(kernel),
    },
  });
  const after = engine().state.numTensors;
  const late = countLate(device);
  const actual = await computeSelfTest();
  await loadCpuBackend();
  await setBackend('cpu');
  const error = largestError(actual, await computeSelfTest());
  await setBackend('webgpu');
  const choices = gpu.choices.stored();
  const second = new VariantChoices(device, false);
  second.restore({ ...choices, nonsense: 'fastest' });
  const restored = second.stored();
  return { progress, refused, compiledLate: late(), error, tensors: [before, after], choices, restored };
}

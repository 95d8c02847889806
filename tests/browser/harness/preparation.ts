/** Prepares a network on the graphics card, with shaders damaged on purpose where a test wants that, and runs its step. */
import { VariantChoices } from '../../../workers/device/kernels/webgpu/variantChoices';
import { engine, loadCpuBackend, setBackend } from '../../../workers/device/tf';
import { prepareNetwork } from '../../../workers/graph/prepareNetwork';
import { computeSelfTest, largestError } from '../../../workers/graph/selfTest';
import { buildSelfTestGraph, SELF_TEST_BATCH } from '../../../workers/graph/selfTestNetwork';
import type { Commands, PrepareAnswer } from './commands';
import { startedGpu } from './startedGpu';

/** Changes the text of shaders whose name holds one of `names`, for this device. */
function changeShaders(device: GPUDevice, names: readonly string[], change: (code: string) => string): void {
  const create = device.createShaderModule.bind(device);
  device.createShaderModule = (descriptor) => {
    const isChanged = names.some((name) => descriptor.label?.includes(name));
    return create(isChanged ? { ...descriptor, code: change(descriptor.code) } : descriptor);
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
  { broken, wrong = [], hardware }: Commands['prepare']['takes'],
): Promise<PrepareAnswer> {
  await start();
  const gpu = startedGpu(hardware);
  const { device } = gpu.backend;
  // The card refuses such a text as it would others.
  changeShaders(device, broken, (code) => `${code} no shader`);
  changeShaders(device, wrong, (code) => code.replaceAll(/(a\d+_\d+) \+=/g, '$1 -='));
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

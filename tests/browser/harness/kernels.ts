/** Runs the cases of one group on the graphics card and on the plain JavaScript backend. */
import { prepareKernels } from '../../../workers/device/kernels/webgpu/prepareKernels';
import { engine, loadCpuBackend, setBackend, tidy } from '../../../workers/device/tf';
import { relativeError } from '../../../workers/device/relativeError';
import type { Commands, KernelsAnswer } from './commands';
import { type KernelCase, KERNEL_CASES } from './kernelCases';
import { startedGpu } from './startedGpu';

async function compute(cases: readonly KernelCase[]): Promise<Float32Array[][]> {
  const results: Float32Array[][] = [];
  for (const { run } of cases) {
    const tensors = tidy(run);
    results.push(await Promise.all(tensors.map((tensor) => tensor.data<'float32'>())));
    for (const tensor of tensors) tensor.dispose();
  }
  return results;
}

/** Next to each other, which is faster than one by one. What was refused would not be tested: that is an error here. */
async function compileAll(cases: readonly KernelCase[]): Promise<void> {
  const refused: string[] = [];
  const runAll = (): void => {
    for (const { run } of cases) for (const tensor of tidy(run)) tensor.dispose();
  };
  const on = {
    progress: () => undefined,
    refused: (kernel: string, message: string) => refused.push(`${kernel}: ${message}`),
  };
  await prepareKernels(runAll, { measure: false, on });
  if (refused.length > 0) throw new Error(refused.join('; '));
}

/** Largest relative error of each case. */
export async function compareKernels(
  start: () => Promise<unknown>,
  { group, variant, hardware = false }: Commands['kernels']['takes'],
): Promise<KernelsAnswer> {
  const cases = KERNEL_CASES[group];
  await start();
  const gpu = startedGpu(hardware);
  if (variant !== undefined) gpu.choices.force(variant);
  await compileAll(cases);
  const before = engine().state.numTensors;
  const from = performance.now();
  const actual = await compute(cases);
  const seconds = (performance.now() - from) / 1000;
  const after = engine().state.numTensors;
  await loadCpuBackend();
  await setBackend('cpu');
  const expected = await compute(cases);
  await setBackend('webgpu');
  const errors = cases.map(({ name }, index) => {
    const each = expected[index]?.map((values, at) => relativeError(actual[index]?.[at], values)) ?? [];
    return [name, Math.max(...each)] as const;
  });
  return { errors, tensors: [before, after], seconds };
}

/** The training step of the benchmark on WebGPU, in a page of its own. */
import { browserPlatform } from '../../workers/device/browserPlatform';
import { adapterName, findAdapter, isSoftwareAdapter } from '../../workers/device/gpuAdapter';
import { startDevice } from '../../workers/device/startDevice';
import { loadWebgpuBackend, setBackend } from '../../workers/device/tf';
import { prepareNetwork } from '../../workers/graph/prepareNetwork';
import { buildNetwork } from '../networks';
import { startingPoint, Training } from '../training';
import type { Adapter, Kernels } from './window';

let training: Training | null = null;

/** tfjs's own backend as its package starts it: our device code, which registers our kernels, is left out. */
async function startStock(): Promise<Adapter> {
  const adapter = await findAdapter(navigator.gpu, false);
  await loadWebgpuBackend();
  if (adapter === null || !(await setBackend('webgpu'))) throw new Error('tfjs found no WebGPU adapter');
  return { name: adapterName(adapter), software: isSoftwareAdapter(adapter) };
}

async function startOurs(): Promise<Adapter> {
  const { report } = await startDevice('webgpu', browserPlatform(), {
    lost: (fault) => {
      throw new Error(`the device was lost: ${fault.code} ${fault.detail ?? ''}`);
    },
  });
  return { name: report.name, software: report.software };
}

window.bench = {
  start: (kernels: Kernels) => (kernels === 'stock' ? startStock() : startOurs()),
  train: (which) => {
    training = new Training(startingPoint(which));
  },
  prepare: async (which) => {
    const start = performance.now();
    await prepareNetwork(buildNetwork(which), { images: which.batch, measure: true, on: null });
    return performance.now() - start;
  },
  step: async () => {
    const start = performance.now();
    await training?.step();
    return performance.now() - start;
  },
};

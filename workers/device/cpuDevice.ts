/** Starts tfjs's plain JavaScript backend: slow, and everywhere. */
import { resetBackend } from './backendRegistry';
import type { RunningBackend } from './runningBackend';
import { loadCpuBackend, setBackend } from './tf';

/** Never refuses. */
export async function startCpu(): Promise<RunningBackend> {
  await loadCpuBackend();
  await setBackend('cpu');
  return { backend: 'cpu', name: 'JavaScript', software: false, dispose: () => resetBackend('cpu') };
}

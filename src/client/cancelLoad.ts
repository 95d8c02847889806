/** Stops the load under way. What was open before stays, in the engine as on the page. */
import type { JobId } from '../../workers/protocol';
import { engineStore, type Loading } from '../state/engineStore';
import { deadline } from './deadline';
import { reopen } from './runCommands';
import { call, closeEngine } from './session';

const ENDS_WITHIN_MS = 2000;

function ended(job: JobId): Promise<'ended'> {
  return new Promise((resolve) => {
    const stop = engineStore.subscribe(({ loading }) => {
      if (loading?.job === job) return;
      stop();
      resolve('ended');
    });
  });
}

/** Whether the load can be stopped here: a run has its own bar, and without an engine nothing works. */
export function isStoppable({ what }: Loading): boolean {
  return what !== 'engine' && what !== 'run' && what !== 'export';
}

/** An engine that does not stop in time is ended; another one opens again what the recipe names. */
export async function cancelLoad(): Promise<void> {
  const { loading } = engineStore.getState();
  if (loading === null || !isStoppable(loading)) return;
  const { job } = loading;
  const end = ended(job);
  const late = deadline(ENDS_WITHIN_MS);
  void call((api) => api.control({ job, do: 'cancel' }));
  const outcome = await Promise.race([end, late.passed]);
  late.stop();
  if (outcome === 'ended') return;
  closeEngine({ code: 'cancelled', params: {} });
  void reopen();
}

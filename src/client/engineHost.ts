/** The real worker behind the engine. */
import type { EngineHost } from './engineConnection';

/** Starts the engine's worker; its script is a chunk of its own and is fetched now. */
export function startEngineWorker(): EngineHost {
  const worker = new Worker(new URL('../../workers/engine.worker.ts', import.meta.url), { type: 'module' });
  return {
    endpoint: worker,
    terminate: () => worker.terminate(),
    onCrash: (listener) => {
      worker.addEventListener('error', (event) => {
        // An error without a message is a script that could not be fetched or parsed.
        const reason = event.message || 'the engine script could not be loaded';
        listener(
          event.message
            ? { code: 'bug', params: {}, detail: `${reason} (${event.filename}:${event.lineno})` }
            : { code: 'network-failed', params: { url: 'engine.worker', reason } },
        );
      });
    },
  };
}

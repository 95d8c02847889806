/** The worker: hands the engine's commands to comlink and gives it the browser's devices and files. */
import { expose } from 'comlink';
import { browserPlatform } from './device/browserPlatform';
import { runSelfTest } from './graph/selfTest';
import { startTestedDevice } from './device/startTestedDevice';
import { createEngineApi } from './engine/api';
import { EventPort } from './engine/eventPort';
import { Session } from './engine/session';
import { VERSIONS } from './engine/versions';
import { FaultError } from './protocol';

async function readAsset(base: string, path: string): Promise<Uint8Array> {
  const url = new URL(path, base).href;
  const response = await fetch(url).catch((thrown: unknown) => {
    throw new FaultError('network-failed', { url, reason: String(thrown) });
  });
  if (!response.ok) throw new FaultError('network-failed', { url, reason: response.status });
  return new Uint8Array(await response.arrayBuffer());
}

expose(
  createEngineApi(
    (events, base) =>
      new Session({
        startDevice: (choice, lost) => startTestedDevice(choice, browserPlatform(), { lost }, runSelfTest),
        readAsset: (path) => readAsset(base, path),
        emit: new EventPort(events).send,
        versions: VERSIONS,
      }),
  ),
);

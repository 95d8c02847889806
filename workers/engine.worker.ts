/** The worker: hands the engine's commands to comlink and gives it the browser's devices and files. */
import { expose } from 'comlink';
import { browserPlatform } from './device/browserPlatform';
import { runSelfTest } from './graph/selfTest';
import { startTestedDevice } from './device/startTestedDevice';
import { createEngineApi } from './engine/api';
import { EventPort } from './engine/eventPort';
import type { AssetReader } from './engine/library';
import { Session } from './engine/session';
import { storedSnapshots } from './engine/storedSnapshots';
import { VERSIONS } from './engine/versions';
import { FaultError } from './protocol';
import { createWorkerReader } from './reading/workerReader';

type Read = Parameters<AssetReader>[1];

/** Reads an answer piece by piece, so that its reader hears how far it is and may stop it by throwing. */
async function readPieces(response: Response, read: Read): Promise<Uint8Array> {
  // A packed answer states its packed length.
  const stated = response.headers.has('content-encoding') ? null : response.headers.get('content-length');
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  const reader = response.body?.getReader();
  try {
    for (let done = 0; ;) {
      const piece = await reader?.read();
      if (piece?.value === undefined) break;
      pieces.push(piece.value);
      done += piece.value.length;
      read?.(done, stated === null ? null : Number(stated));
    }
  } finally {
    void reader?.cancel();
  }
  return new Uint8Array(await new Blob(pieces).arrayBuffer());
}

async function fetchAsset(url: string, read: Read): Promise<Uint8Array> {
  try {
    const response = await fetch(url);
    if (!response.ok) throw new FaultError('network-failed', { url, reason: response.status });
    return await readPieces(response, read);
  } catch (thrown) {
    if (thrown instanceof FaultError) throw thrown;
    throw new FaultError('network-failed', { url, reason: String(thrown) });
  }
}

expose(
  createEngineApi(
    (events, base) =>
      new Session({
        startDevice: (choice, lost, trusted) =>
          startTestedDevice(choice, browserPlatform(), { lost }, runSelfTest, trusted),
        readAsset: (path, read) => fetchAsset(new URL(path, base).href, read),
        reader: createWorkerReader(
          () => new Worker(new URL('./reader.worker.ts', import.meta.url), { type: 'module' }),
        ),
        emit: new EventPort(events).send,
        versions: VERSIONS,
        snapshots: storedSnapshots(),
      }),
  ),
);

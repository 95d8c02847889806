/** The engine in Node: the same session that the page's worker holds. */
import { open, readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { WasmAssets } from '../workers/device/kernels/wasm/heap';
import { runSelfTest } from '../workers/graph/selfTest';
import { startTestedDevice } from '../workers/device/startTestedDevice';
import type { EventSink } from '../workers/engine/eventPort';
import { Session } from '../workers/engine/session';
import type { SnapshotKeeper } from '../workers/engine/trainings';
import { VERSIONS } from '../workers/engine/versions';
import { FaultError } from '../workers/protocol';
import { NODE_WASM_ASSETS } from './nodePlatform';
import { nodeReader } from './nodeReader';

const PUBLIC = new URL('../public/', import.meta.url);

async function readAsset(path: string): Promise<Uint8Array> {
  try {
    return await readFile(new URL(path, PUBLIC));
  } catch {
    throw new FaultError('network-failed', { url: `public/${path}`, reason: 'the file is not there' });
  }
}

/** A session whose events go to `emit`. */
export function createNodeSession(
  emit: EventSink,
  {
    wasm = NODE_WASM_ASSETS,
    snapshots,
  }: { readonly wasm?: WasmAssets; readonly snapshots?: SnapshotKeeper } = {},
): Session {
  const platform = { headless: true, gpu: null, wasm, store: null };
  return new Session({
    startDevice: (choice, lost) => startTestedDevice(choice, platform, { lost }, runSelfTest),
    readAsset,
    reader: nodeReader,
    emit,
    ...(snapshots === undefined ? {} : { snapshots }),
    versions: VERSIONS,
  });
}

function unreadable(path: string, argument: string, thrown: unknown): FaultError {
  const params = { argument, reason: `${path} cannot be read` };
  return new FaultError('argument-invalid', params, { detail: String(thrown) });
}

/** Throws `argument-invalid` unless `path` is a file that can be read. */
export async function requireFile(path: string, argument: string): Promise<void> {
  try {
    const handle = await open(path);
    const isFile = (await handle.stat()).isFile();
    await handle.close();
    if (!isFile) throw new TypeError('it is no file');
  } catch (thrown) {
    throw unreadable(path, argument, thrown);
  }
}

/** A file on disk as the page's `File`, which the readers take. Throws `argument-invalid` where it cannot be read. */
export async function openFile(path: string, argument: string): Promise<File> {
  try {
    const bytes = await readFile(path);
    return new File([bytes], basename(path));
  } catch (thrown) {
    throw unreadable(path, argument, thrown);
  }
}

/**
 * Runs that survive a reload, in the browser's database, one record each. Keeping is a convenience: where there is no database, or no
 * room in it, the runs stay in memory and the page says so.
 */
import type { AnyReport } from '../../workers/protocol';
import { compareStore } from '../state/compareStore';
import { recordOf, type RunRecord } from '../compare/runRecord';

const DATABASE = 'rnp-runs';
const STORE = 'runs';

function answerOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('the database gave no answer'));
  });
}

async function inStore<T>(
  mode: IDBTransactionMode,
  ask: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: 'id' });
  const database = await answerOf(request);
  try {
    return await answerOf(ask(database.transaction(STORE, mode).objectStore(STORE)));
  } finally {
    database.close();
  }
}

/** Only what every record has had since there are records; a foreign one is left where it is. */
function isRecord(value: unknown): value is RunRecord {
  if (typeof value !== 'object' || value === null) return false;
  const of = (key: keyof RunRecord): unknown => Reflect.get(value, key);
  const texts = ['id', 'hash', 'method', 'startedAt', 'images', 'device', 'note'] as const;
  return (
    texts.every((key) => typeof of(key) === 'string') &&
    (['recipe', 'network', 'before', 'after', 'defenseAccuracy'] as const).every(
      (key) => typeof of(key) === 'object' && of(key) !== null,
    ) &&
    Array.isArray(of('series')) &&
    Number.isFinite(of('elapsedMs')) &&
    Number.isFinite(of('pruned'))
  );
}

function newestFirst(runs: readonly RunRecord[]): readonly RunRecord[] {
  return runs.toSorted((a, b) => (a.startedAt < b.startedAt ? 1 : -1));
}

async function write(change: (store: IDBObjectStore) => IDBRequest): Promise<void> {
  try {
    await inStore('readwrite', change);
  } catch {
    compareStore.setState({ status: 'memory' });
  }
}

/** Reads what earlier visits have kept; runs of this visit stay. */
export async function readRuns(): Promise<void> {
  if (compareStore.getState().status !== 'unread') return;
  try {
    const kept = (await inStore<unknown[]>('readonly', (store) => store.getAll())).filter(isRecord);
    compareStore.setState(({ runs }) => {
      const own = new Set(runs.map(({ id }) => id));
      return { status: 'ready', runs: newestFirst([...runs, ...kept.filter(({ id }) => !own.has(id))]) };
    });
  } catch {
    compareStore.setState({ status: 'memory' });
  }
}

/** Keeps a finished run. */
export async function keepRun(report: AnyReport): Promise<RunRecord> {
  const record = await recordOf(crypto.randomUUID(), report);
  compareStore.setState(({ runs }) => ({ runs: newestFirst([record, ...runs]) }));
  await write((store) => store.put(record));
  return record;
}

/** Stars a run, or writes a note beside it. */
export async function editRun(
  id: string,
  change: Partial<Pick<RunRecord, 'starred' | 'note'>>,
): Promise<void> {
  const found = compareStore.getState().runs.find((each) => each.id === id);
  if (found === undefined) return;
  const record = { ...found, ...change };
  compareStore.setState(({ runs }) => ({ runs: runs.map((each) => (each.id === id ? record : each)) }));
  await write((store) => store.put(record));
}

/** Deletes runs; {@link undoDelete} brings them back until the next ones are deleted. */
export async function deleteRuns(ids: readonly string[]): Promise<void> {
  const gone = compareStore.getState().runs.filter(({ id }) => ids.includes(id));
  if (gone.length === 0) return;
  compareStore.setState(({ chosen, runs }) => ({
    runs: runs.filter(({ id }) => !ids.includes(id)),
    chosen: chosen.filter((id) => !ids.includes(id)),
    deleted: gone,
  }));
  for (const { id } of gone) await write((store) => store.delete(id));
}

/** Brings back what was deleted last. */
export async function undoDelete(): Promise<void> {
  const { deleted } = compareStore.getState();
  compareStore.setState(({ runs }) => ({ runs: newestFirst([...runs, ...deleted]), deleted: [] }));
  for (const each of deleted) await write((store) => store.put(each));
}

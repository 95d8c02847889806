/** Snapshots of trainings in the browser's database: a training goes on after a reload or a crash. Only the newest is kept. */
import type { TrainingSnapshot } from '../training/trainingState';
import { memorySnapshots, type SnapshotKeeper } from './trainings';

interface Stored {
  readonly key: string;
  readonly snapshot: TrainingSnapshot;
}

const DATABASE = 'rnp-trainings';
const STORE = 'snapshots';
const NEWEST = 'newest';

function answerOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('the database gave no answer'));
  });
}

async function openDatabase(): Promise<IDBDatabase> {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE);
  return answerOf(request);
}

async function inStore<T>(
  mode: IDBTransactionMode,
  use: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const database = await openDatabase();
  try {
    return await answerOf(use(database.transaction(STORE, mode).objectStore(STORE)));
  } finally {
    database.close();
  }
}

/**
 * Keeps the newest snapshot in memory and in the database. Where there is no room or no database (private windows), memory alone
 * serves: a training is never stopped by its own safety net.
 */
export function storedSnapshots(): SnapshotKeeper {
  const memory = memorySnapshots();
  return {
    load: async (key) => {
      const near = await memory.load(key);
      if (near !== null) return near;
      const stored = await inStore<unknown>('readonly', (store) => store.get(NEWEST)).catch(() => undefined);
      const found = stored as Stored | undefined;
      return found?.key === key ? found.snapshot : null;
    },
    save: async (key, snapshot) => {
      await memory.save(key, snapshot);
      await inStore('readwrite', (store) => store.put({ key, snapshot } satisfies Stored, NEWEST)).catch(
        () => undefined,
      );
    },
    drop: async (key) => {
      await memory.drop(key);
      await inStore('readwrite', (store) => store.delete(NEWEST)).catch(() => undefined);
    },
  };
}

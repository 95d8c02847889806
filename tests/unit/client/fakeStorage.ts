/** A browser's storage in memory: a private file system with a quota, local storage, and the faults that both can have. */
import { vi } from 'vitest';

interface FakeOptions {
  /** No private file system at all, as in some private windows. */
  readonly isPrivate?: boolean;
  /** Reads only, as Safari did before 26. */
  readonly isReadOnly?: boolean;
  /** What the browser says there is; what it really gives is `givesBytes`. */
  readonly quotaBytes?: number;
  readonly givesBytes?: number;
}

export interface FakeStorage {
  /** Bytes by name, as they lie in the folder. */
  readonly files: Map<string, File>;
  /** Lines of local storage. */
  readonly lines: Map<string, string>;
  /** What the next write throws. */
  failWith: Error | null;
  writes: number;
}

function notFound(): Error {
  return new DOMException('nothing there', 'NotFoundError');
}

function usedBytes({ files }: FakeStorage): number {
  return [...files.values()].reduce((sum, file) => sum + file.size, 0);
}

/** A file is empty until the writer is closed. */
function writerOf(storage: FakeStorage, name: string, givesBytes: number) {
  let written: File | null = null;
  return {
    write: async (file: File) => {
      storage.writes++;
      if (storage.failWith !== null) throw storage.failWith;
      if (usedBytes(storage) + file.size > givesBytes) throw new DOMException('full', 'QuotaExceededError');
      written = file;
    },
    close: async () => {
      if (written !== null) storage.files.set(name, written);
    },
    abort: async () => undefined,
  };
}

function folderOf(storage: FakeStorage, givesBytes: number) {
  return {
    getFileHandle: async (name: string, options?: { readonly create?: boolean }) => {
      if (options?.create === true) storage.files.set(name, storage.files.get(name) ?? new File([], name));
      if (!storage.files.has(name)) throw notFound();
      return {
        getFile: async () => storage.files.get(name),
        createWritable: async () => writerOf(storage, name, givesBytes),
      };
    },
    removeEntry: async (name: string) => {
      if (!storage.files.delete(name)) throw notFound();
    },
    keys: async function* () {
      yield* [...storage.files.keys()];
    },
  };
}

/** One after another, as the browser's locks do. */
function fakeLocks() {
  let last: Promise<unknown> = Promise.resolve();
  return {
    request: <T>(_name: string, work: () => Promise<T>): Promise<T> => {
      const turn = last.then(work);
      last = turn.catch(() => undefined);
      return turn;
    },
  };
}

/** Puts the storage in place of the browser's, until `vi.unstubAllGlobals()`. */
export function stubStorage(options: FakeOptions = {}): FakeStorage {
  const { isPrivate = false, isReadOnly = false, quotaBytes = 1e9, givesBytes = quotaBytes } = options;
  const storage: FakeStorage = { files: new Map(), lines: new Map(), failWith: null, writes: 0 };
  const folder = folderOf(storage, givesBytes);
  vi.stubGlobal('navigator', {
    locks: fakeLocks(),
    storage: {
      getDirectory: async () => {
        if (isPrivate) throw new DOMException('private', 'SecurityError');
        return { getDirectoryHandle: async () => folder };
      },
      estimate: async () => ({ usage: usedBytes(storage), quota: quotaBytes }),
      persisted: async () => false,
      persist: async () => false,
    },
  });
  vi.stubGlobal('FileSystemFileHandle', {
    prototype: isReadOnly ? {} : { createWritable: () => undefined },
  });
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => storage.lines.get(key) ?? null,
    setItem: (key: string, value: string) => void storage.lines.set(key, value),
  });
  return storage;
}

/**
 * Where a large file lies while it is fetched and after: in the browser's private file system, as blobs made in memory are lost
 * there beyond some hundred megabytes (Chromium). What is left of earlier visits is removed after a day.
 */

/** A file that grows. After `close` or `discard` nothing more may be written. */
export interface IncomingFile {
  /** Throws where the browser has no room. */
  readonly append: (bytes: Blob) => Promise<void>;
  readonly close: () => Promise<File>;
  readonly discard: () => Promise<void>;
}

const FOLDER = 'incoming';
const DAY_MS = 86_400_000;

async function removeOld(folder: FileSystemDirectoryHandle): Promise<void> {
  for await (const [name, handle] of folder.entries()) {
    if (!(handle instanceof FileSystemFileHandle)) continue;
    const { lastModified } = await handle.getFile();
    if (Date.now() - lastModified > DAY_MS) await folder.removeEntry(name);
  }
}

/** A new empty file; null where the browser has no such file system, or the page may not write to it. */
export async function openIncoming(): Promise<IncomingFile | null> {
  try {
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle(FOLDER, { create: true });
    await removeOld(folder).catch(() => undefined);
    const name = crypto.randomUUID();
    const handle = await folder.getFileHandle(name, { create: true });
    const writable = await handle.createWritable();
    return {
      append: (bytes) => writable.write(bytes),
      close: async () => {
        await writable.close();
        return handle.getFile();
      },
      discard: async () => {
        await writable.abort().catch(() => undefined);
        await folder.removeEntry(name).catch(() => undefined);
      },
    };
  } catch {
    return null;
  }
}

/** Removes every fetched file. One that the page still reads from is gone for it, too. */
export async function discardIncoming(): Promise<void> {
  try {
    const root = await navigator.storage.getDirectory();
    await root.removeEntry(FOLDER, { recursive: true });
  } catch {
    // There is none.
  }
}

/**
 * Files that were opened are kept in the browser's private file system (OPFS), each under its sha256, so that a link that names
 * one just opens it. Keeping is a convenience: whatever goes wrong here is a state of the page, never a fault.
 *
 * A file counts as kept when its bytes and its line in the index are both there and agree in size. Bytes come first, then the
 * line: what a crash leaves between the two is removed at the next look.
 */
import type { PickedFile } from '../../workers/protocol';
import { type KeptFile, keptStore, type RefusalReason, type Room } from '../state/keptStore';
import { bundle, unbundle } from './bundle';
import { discardIncoming } from './incomingFile';
import { readIndex, writeIndex } from './keptIndex';
import { dropsFor } from './keptRoom';

/** What became of a file that was to be kept. `dropped` are older ones that gave way. */
export type Keeping =
  | { readonly kind: 'kept'; readonly dropped: readonly KeptFile[] }
  | { readonly kind: 'not-kept'; readonly reason: RefusalReason };

const FOLDER = 'files';

/** One tab at a time: else one would clear away what another is still writing. */
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  return navigator.locks.request('rnp-kept-files', work);
}

/** The folder of kept files; null where there is no such file system (private windows) or the page cannot write to it (Safari before 26). */
async function openFolder(): Promise<FileSystemDirectoryHandle | null> {
  try {
    if (!('createWritable' in FileSystemFileHandle.prototype)) return null;
    const root = await navigator.storage.getDirectory();
    return await root.getDirectoryHandle(FOLDER, { create: true });
  } catch {
    return null;
  }
}

async function bytesIn(folder: FileSystemDirectoryHandle, sha256: string): Promise<File | null> {
  try {
    return await (await folder.getFileHandle(sha256)).getFile();
  } catch {
    return null;
  }
}

async function remove(folder: FileSystemDirectoryHandle, sha256: string): Promise<void> {
  // Already gone, or in use: the next look tries again.
  await folder.removeEntry(sha256).catch(() => undefined);
}

/** Makes bytes and index agree, and answers what is left. Bytes without a line go; a line without its bytes goes. */
async function reconcile(folder: FileSystemDirectoryHandle): Promise<readonly KeptFile[]> {
  const index = readIndex();
  const whole = new Set<string>();
  for await (const sha256 of folder.keys()) {
    const line = index.find((file) => file.sha256 === sha256);
    const file = await bytesIn(folder, sha256);
    if (line !== undefined && file?.size === line.bytes) whole.add(sha256);
    else await remove(folder, sha256);
  }
  const files = index.filter(({ sha256 }) => whole.has(sha256));
  if (files.length < index.length) writeIndex(files);
  return files;
}

/** Bytes that this page uses of those it may use; null where the browser does not say. */
export async function room(): Promise<Room | null> {
  try {
    const { usage, quota } = await navigator.storage.estimate();
    return usage === undefined || quota === undefined ? null : { usedBytes: usage, quotaBytes: quota };
  } catch {
    return null;
  }
}

async function isPermanent(): Promise<boolean> {
  try {
    return await navigator.storage.persisted();
  } catch {
    return false;
  }
}

/** Brings the page's list up to date. */
async function show(files: readonly KeptFile[]): Promise<void> {
  keptStore.setState({
    status: 'ready',
    files,
    room: await room(),
    isPermanent: await isPermanent(),
  });
}

/** What is kept, the last used first; the store has it too. Clears away what a crash left. */
export async function kept(): Promise<readonly KeptFile[]> {
  const folder = await openFolder();
  if (folder === null) {
    keptStore.setState({ status: 'unavailable', files: [] });
    return [];
  }
  return inTurn(async () => {
    const files = await reconcile(folder);
    await show(files);
    return files;
  });
}

/** Puts a file first in the index, and answers the new index. */
function noteUse(file: Omit<KeptFile, 'usedMs'>): readonly KeptFile[] {
  const others = readIndex().filter(({ sha256 }) => sha256 !== file.sha256);
  const files = [{ ...file, usedMs: Date.now() }, ...others];
  writeIndex(files);
  return files;
}

/** Writes all bytes or leaves nothing. The browser copies them itself; none pass through the page. */
async function write(folder: FileSystemDirectoryHandle, sha256: string, file: File): Promise<void> {
  const handle = await folder.getFileHandle(sha256, { create: true });
  const writable = await handle.createWritable();
  try {
    await writable.write(file);
    await writable.close();
  } catch (thrown) {
    await writable.abort().catch(() => undefined);
    await remove(folder, sha256);
    throw thrown;
  }
}

/**
 * Why a write failed. Chromium, out of quota, says about every other time that the file could not be read: the pipe that it was
 * read into is closed early. A file that can still be read was not the reason.
 */
async function reasonOf(thrown: unknown, file: File): Promise<RefusalReason> {
  const name = thrown instanceof Error ? thrown.name : '';
  if (name === 'QuotaExceededError') return 'no-room';
  if (name !== 'NotReadableError') return 'failed';
  const probe = file.slice(0, 1).arrayBuffer();
  return probe.then(
    () => 'no-room',
    () => 'failed',
  );
}

async function keepIn(
  folder: FileSystemDirectoryHandle,
  file: File,
  line: Omit<KeptFile, 'usedMs'>,
): Promise<Keeping> {
  const { sha256 } = line;
  const files = await reconcile(folder);
  if (files.some((each) => each.sha256 === sha256)) {
    await show(noteUse(line));
    return { kind: 'kept', dropped: [] };
  }
  const space = await room();
  const dropped = space === null ? [] : dropsFor(file.size, files, space, performance.timeOrigin);
  if (dropped === null) return { kind: 'not-kept', reason: 'no-room' };
  try {
    for (const each of dropped) await remove(folder, each.sha256);
    await write(folder, sha256, file);
    noteUse(line);
    return { kind: 'kept', dropped };
  } catch (thrown) {
    return { kind: 'not-kept', reason: await reasonOf(thrown, file) };
  } finally {
    await show(await reconcile(folder));
  }
}

/**
 * Keeps a file whose sha256 (hexadecimal) is known. Where space is short, files that were not used for longest and not since
 * this page was opened give way, if that suffices. Never throws: a refusal is answered, and stands in the store.
 */
export function keep(file: File, sha256: string): Promise<Keeping> {
  return keepLine(file, { sha256, name: file.name, bytes: file.size });
}

/** Folders of more files are not kept: making one file of five thousand held the page for a fifth of a second. */
const MOST_KEPT_TOGETHER = 1_000;

/** {@link keep} for what was opened for one role: a file, or several as one bundle. Larger folders are left alone. */
export async function keepSet(files: readonly PickedFile[], name: string, sha256: string): Promise<void> {
  const [only, ...more] = files;
  if (only === undefined || files.length > MOST_KEPT_TOGETHER) return;
  if (more.length === 0) {
    await keep(only.file, sha256);
    return;
  }
  const all = bundle(files, name);
  await keepLine(all, { sha256, name, bytes: all.size, files: files.length });
}

async function keepLine(file: File, line: Omit<KeptFile, 'usedMs'>): Promise<Keeping> {
  const folder = await openFolder();
  const keeping: Keeping =
    folder === null
      ? { kind: 'not-kept', reason: 'unavailable' }
      : await inTurn(() => keepIn(folder, file, line));
  if (keeping.kind === 'not-kept') {
    const { reason } = keeping;
    keptStore.setState({ refusal: { name: file.name, bytes: file.size, reason } });
    if (reason === 'unavailable') keptStore.setState({ status: reason });
  } else keptStore.setState({ refusal: null });
  return keeping;
}

/**
 * The kept file with this sha256, under the name it was opened with; null where it is not kept, or not whole. The engine
 * computes the sha256 when it reads the file.
 */
export async function takeKept(sha256: string): Promise<File | null> {
  const line = readIndex().find((file) => file.sha256 === sha256);
  const folder = line === undefined ? null : await openFolder();
  if (line === undefined || folder === null) return null;
  const file = await bytesIn(folder, sha256);
  if (file?.size !== line.bytes) return null;
  keptStore.setState({ files: noteUse(line) });
  return new File([file], line.name, { lastModified: file.lastModified });
}

/** As {@link takeKept}, for what was kept by {@link keepSet}: the files with their paths. */
export async function takeKeptSet(sha256: string): Promise<readonly PickedFile[] | null> {
  const isBundle = readIndex().some((line) => line.sha256 === sha256 && line.files !== undefined);
  const file = await takeKept(sha256);
  if (file === null) return null;
  return isBundle ? unbundle(file) : [{ path: file.name, file }];
}

/** Forgets some of the files; a file that is already gone is no error. */
async function forgetThose(isForgotten: (file: KeptFile) => boolean): Promise<void> {
  const folder = await openFolder();
  if (folder === null) return;
  await inTurn(async () => {
    writeIndex(readIndex().filter((file) => !isForgotten(file)));
    await show(await reconcile(folder));
  });
}

/** Removes one kept file from this computer. What the page has read of it stays on the page. */
export async function forget(sha256: string): Promise<void> {
  await forgetThose((file) => file.sha256 === sha256);
}

/** Removes every kept file from this computer, and what is left of downloads. */
export async function forgetAll(): Promise<void> {
  await discardIncoming();
  await forgetThose(() => true);
}

/** Asks the browser not to clear the kept files when space is short; it may ask the user, and may refuse. */
export async function keepPermanently(): Promise<boolean> {
  try {
    const isGranted = await navigator.storage.persist();
    keptStore.setState({ isPermanent: isGranted });
    return isGranted;
  } catch {
    return false;
  }
}

/** Takes the line about a file that was not kept off the page. */
export function dismissRefusal(): void {
  keptStore.setState({ refusal: null });
}

/**
 * What was dropped or picked, folders walked through: lone files stay alone, each folder becomes one group. Nothing is read of
 * any file. Files that systems hide or leave behind are skipped.
 */
import { FaultError, type Result, resultOf } from '../../../workers/protocol';
import { inPieces } from '../../client/inPieces';
import { createPauses } from '../../client/pause';
import type { Dropped } from '../../state/dropStore';

/** A file with its path from the dropped folder on, that folder included: `train/00001/00003.ppm`. */
export interface DroppedFile {
  readonly path: string;
  readonly file: File;
}

export type DroppedItem =
  | { readonly kind: 'file'; readonly file: File }
  | { readonly kind: 'folder'; readonly name: string; readonly files: readonly DroppedFile[] };

export interface WalkOptions {
  readonly signal?: AbortSignal;
  /** How many files were found so far; called a few times a second. */
  readonly onProgress?: (found: number) => void;
}

/** Most files that are taken from one drop. */
export const MOST_FILES = 200_000;

/** Files asked for at once: their answers come in one task, and each waits for another process of the browser. */
const AT_ONCE = 10;
/** Files left behind by Finder, archives and Windows Explorer; a leading dot hides a file everywhere else. */
const LEFT_BEHIND = /^(\..*|__MACOSX|Thumbs\.db|desktop\.ini)$/i;

/** Counts files against the limit, lets the page breathe and listens for the end. */
function createWatch({ signal, onProgress }: WalkOptions) {
  const pauseInTime = createPauses();
  let found = 0;
  return {
    count: (): void => {
      found++;
      if (found <= MOST_FILES) return;
      throw new FaultError('file-too-large', { what: 'files', value: found, limit: MOST_FILES });
    },
    breathe: async (): Promise<void> => {
      if (signal?.aborted === true) throw new FaultError('cancelled');
      if (await pauseInTime()) onProgress?.(found);
    },
  };
}

type Watch = ReturnType<typeof createWatch>;

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

/** The file of an entry; null where it is gone or may not be read, which is no reason to refuse the others. */
function fileOf(entry: FileSystemFileEntry): Promise<File | null> {
  return new Promise((resolve) => entry.file(resolve, () => resolve(null)));
}

/** The next entries, at most a hundred in Chromium; none where there are no more, or the folder may not be read. */
function nextEntries(reader: FileSystemDirectoryReader): Promise<readonly FileSystemEntry[]> {
  return new Promise((resolve) => reader.readEntries(resolve, () => resolve([])));
}

/** All files below a folder, in no particular order. The list of open folders stands in for recursion, so that depth costs nothing. */
async function walk(root: FileSystemDirectoryEntry, watch: Watch): Promise<readonly DroppedFile[]> {
  const files: DroppedFile[] = [];
  const open = [{ path: root.name, reader: root.createReader() }];
  for (let folder = open.at(-1); folder !== undefined; folder = open.at(-1)) {
    const { path, reader } = folder;
    const entries = await nextEntries(reader);
    if (entries.length === 0) open.pop();
    const wanted = entries.filter(({ name }) => !LEFT_BEHIND.test(name));
    for (const entry of wanted.filter(isFolder)) {
      open.push({ path: `${path}/${entry.name}`, reader: entry.createReader() });
    }
    for (const piece of inPieces(wanted.filter(isFile), AT_ONCE)) {
      for (const file of await Promise.all(piece.map(fileOf))) {
        if (file === null) continue;
        watch.count();
        files.push({ path: `${path}/${file.name}`, file });
      }
      await watch.breathe();
    }
    await watch.breathe();
  }
  return files;
}

async function itemOf(entry: FileSystemEntry, watch: Watch): Promise<DroppedItem | null> {
  if (isFolder(entry)) return { kind: 'folder', name: entry.name, files: await walk(entry, watch) };
  const file = isFile(entry) ? await fileOf(entry) : null;
  if (file === null) return null;
  watch.count();
  return { kind: 'file', file };
}

/**
 * What a drop holds, in its order. A DataTransfer must be given while its event is handled: afterwards its entries are gone.
 * Faults: `file-too-large` (too many files), `cancelled`.
 */
export function takeDropped(
  transfer: Dropped,
  options: WalkOptions = {},
): Promise<Result<readonly DroppedItem[]>> {
  const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  // Files that stand in no file system, such as those a script made, have no entry.
  const files = entries.length === 0 ? [...transfer.files] : [];
  return resultOf(async () => {
    const watch = createWatch(options);
    const items: DroppedItem[] = files.map((file) => ({ kind: 'file', file }));
    for (const entry of entries) {
      const item = await itemOf(entry, watch);
      if (item !== null) items.push(item);
    }
    return items;
  });
}

/**
 * What was picked with an input, whole folders (`webkitdirectory`) included. The list must be copied out of the input before
 * its value is cleared. Faults as {@link takeDropped}.
 */
export function takePicked(
  picked: Iterable<File>,
  options: WalkOptions = {},
): Promise<Result<readonly DroppedItem[]>> {
  return resultOf(async () => {
    const watch = createWatch(options);
    const items: DroppedItem[] = [];
    const folders = new Map<string, DroppedFile[]>();
    for (const file of picked) {
      await watch.breathe();
      const path = file.webkitRelativePath;
      const parts = path.split('/');
      if (parts.some((part) => LEFT_BEHIND.test(part))) continue;
      watch.count();
      const [name] = parts;
      if (parts.length < 2 || name === undefined) {
        items.push({ kind: 'file', file });
        continue;
      }
      const files = folders.get(name) ?? [];
      if (!folders.has(name)) {
        folders.set(name, files);
        items.push({ kind: 'folder', name, files });
      }
      files.push({ path, file });
    }
    return items;
  });
}

/** Kept files as if they were dropped: a folder again, or the files that belonged together. */
export function keptItems(files: readonly DroppedFile[], name: string): readonly DroppedItem[] {
  const isFolder = files.every(({ path }) => path.includes('/'));
  if (isFolder) return [{ kind: 'folder', name, files }];
  return files.map(({ file }) => ({ kind: 'file', file }));
}

/** What some files are, taken together: by their content, and by names only where content cannot tell. */
import type { ByteSource } from '../byteSource';
import { looksLikeZip, startsWith } from '../magic';
import { hasNpyMagic } from '../npyHeader';
import { hasTarHeader } from '../tar';
import { torchRootOf } from '../torchZip';
import { archiveFiles } from './archiveFiles';
import { CIFAR10, CIFAR100, looksLikeCifar } from './cifarBinary';
import { isNamesFile, sniffCifarArchive, type CifarFile, type CifarFileKind } from './cifarFiles';
import type { ImageFormat } from './contract';
import { isTableName } from './labelTable';
import { baseName, displayPath, isClutter } from './paths';
import { hasPictureSuffix, pictureKind } from './pictureKind';
import { mayHoldPictures } from './readArrays';
import { pictureFormat, type PictureFiles } from './readPictures';

/** Files told apart, ready for the reader of their kind. */
export type RecognisedImages =
  | {
      readonly kind: 'cifar-archive';
      readonly format: ImageFormat;
      readonly source: ByteSource;
      readonly isPacked: boolean;
    }
  | { readonly kind: 'cifar'; readonly format: ImageFormat; readonly files: readonly CifarFile[] }
  | { readonly kind: 'arrays'; readonly format: 'npy' | 'npz'; readonly files: readonly ByteSource[] }
  | { readonly kind: 'pictures'; readonly format: ImageFormat; readonly files: PictureFiles };

const HEAD_BYTES = 4096;
/** CIFAR-100 names 50,000 pictures before its labels: 2 MB. */
const PICKLE_HEAD_BYTES = 2 ** 22;

/**
 * Recognises one file, or all files of a dropped folder under their relative paths. Null where nothing is known.
 * @throws FaultError `file-damaged` or `file-too-large` for a broken zip archive
 */
export async function recogniseImages(files: readonly ByteSource[]): Promise<RecognisedImages | null> {
  const seen = tidied(files);
  const [only] = seen;
  if (only === undefined) return null;
  if (seen.length === 1) {
    const head = await only.slice(0, Math.min(HEAD_BYTES, only.size));
    if (looksLikeZip(head)) {
      const entries = tidied(await archiveFiles(only));
      // A checkpoint is an archive, too, and its storages may look like anything.
      const isCheckpoint = torchRootOf(entries.map(({ name }) => name)) !== null;
      return isCheckpoint ? null : recogniseFiles(entries, true);
    }
    const isPacked = startsWith(head, [0x1f, 0x8b]);
    if (isPacked || hasTarHeader(head)) return recogniseTar(only, isPacked);
  }
  return recogniseFiles(seen, false);
}

/** The format by itself; null where nothing is known. Throws as {@link recogniseImages}. */
export async function sniffImages(files: readonly ByteSource[]): Promise<ImageFormat | null> {
  return (await recogniseImages(files))?.format ?? null;
}

/** Under names that are safe to show, without what systems leave lying about. */
function tidied(files: readonly ByteSource[]): readonly ByteSource[] {
  const named = files.map((file) => ({
    name: displayPath(file.name),
    size: file.size,
    slice: (start: number, end: number) => file.slice(start, end),
  }));
  return named.length === 1 ? named : named.filter(({ name }) => !isClutter(name));
}

async function recogniseTar(source: ByteSource, isPacked: boolean): Promise<RecognisedImages | null> {
  const format = await sniffCifarArchive(source, isPacked);
  return format === null ? null : { kind: 'cifar-archive', format, source, isPacked };
}

/** What one file of several is. */
type FileRole = CifarFileKind | 'picture' | 'array' | 'table' | 'other';

async function recogniseFiles(
  files: readonly ByteSource[],
  isArchive: boolean,
): Promise<RecognisedImages | null> {
  const roles: FileRole[] = [];
  for (const file of files) roles.push(await roleOf(file));
  const having = (role: FileRole): readonly ByteSource[] => files.filter((_, i) => roles[i] === role);
  const pictures = having('picture');
  if (pictures.length > 0) {
    const tables = having('table');
    const ignored = files.length - pictures.length - tables.length;
    const found: PictureFiles = { pictures, tables, ignored, isArchive };
    return { kind: 'pictures', format: pictureFormat(found), files: found };
  }
  const arrays = having('array');
  if (arrays.length > 0) {
    if (!mayHoldPictures(arrays.map(({ name }) => name))) return null;
    return { kind: 'arrays', format: isArchive ? 'npz' : 'npy', files: arrays };
  }
  return recogniseCifar(files, roles);
}

async function recogniseCifar(
  files: readonly ByteSource[],
  roles: readonly FileRole[],
): Promise<RecognisedImages | null> {
  const batches: CifarFile[] = [];
  for (const [i, source] of files.entries()) {
    const kind = roles[i];
    if (kind === 'pickle' || typeof kind === 'object') batches.push({ source, kind });
    else if (isNamesFile(baseName(source.name))) batches.push({ source, kind: 'names' });
  }
  const first = batches.find(({ kind }) => kind !== 'names');
  if (first === undefined) return null;
  const { kind, source } = first;
  const format: ImageFormat =
    typeof kind === 'object'
      ? `cifar${kind.classes}-binary`
      : (await mentions(source, 'fine_labels'))
        ? 'cifar100-python'
        : 'cifar10-python';
  return { kind: 'cifar', format, files: batches };
}

async function roleOf(file: ByteSource): Promise<FileRole> {
  if (hasPictureSuffix(file.name)) return 'picture';
  const head = await file.slice(0, Math.min(HEAD_BYTES, file.size));
  if (pictureKind(head) !== null) return 'picture';
  if (hasNpyMagic(head)) return 'array';
  if (isTableName(file.name)) return 'table';
  if (await isCifarPickle(file, head)) return 'pickle';
  for (const layout of [CIFAR10, CIFAR100]) if (await looksLikeCifar(layout, file)) return layout;
  return 'other';
}

/** A pickle whose dict has the keys of a batch. */
async function isCifarPickle(file: ByteSource, head: Uint8Array): Promise<boolean> {
  const isPickle = head[0] === 0x28 || (head[0] === 0x80 && (head[1] ?? 9) <= 5);
  // The start of every pickle that torch has written for its old format: a number of ten bytes.
  if (!isPickle || startsWith(head, [0x80, 2, 0x8a, 10])) return false;
  return /batch_label|fine_labels|filenames|labels/.test(String.fromCharCode(...head))
    ? (await mentions(file, 'data')) && !isNamesFile(baseName(file.name))
    : false;
}

/** Whether a word stands in the first megabytes or at the very end. */
async function mentions(file: ByteSource, word: string): Promise<boolean> {
  const decoder = new TextDecoder('latin1');
  const head = await file.slice(0, Math.min(PICKLE_HEAD_BYTES, file.size));
  if (decoder.decode(head).includes(word)) return true;
  const tail = await file.slice(Math.max(0, file.size - PICKLE_HEAD_BYTES), file.size);
  return decoder.decode(tail).includes(word);
}

/** Tells dropped files apart by name and size. The role is a first guess that the user can change on the page. */
import type { Recipe } from '../../../workers/protocol';
import type { OpenedFiles } from '../../state/engineStore';

export const FILE_ROLES = ['model', 'defense', 'test', 'recipe', 'ignore'] as const;
export type FileRole = (typeof FILE_ROLES)[number];

/** The part of a File that the guess reads. */
export type NamedFile = Pick<File, 'name' | 'size'>;

export interface SortedFile<F extends NamedFile = File> {
  readonly file: F;
  readonly role: FileRole;
}

const MODEL = /\.(pth|pt|tar|th|ckpt|bin\.pt|pkl|pickle|safetensors|npz)(\.tar)?$/i;
const IMAGES = /\.(bin|batch)$/i;
const TEXT = /\.json$/i;
const TEST_WORDS = /(^|[^a-z])(test|val|valid|validation|eval)([^a-z]|$)/i;
const DEFENSE_WORDS = /(^|[^a-z])(defense|defence|train|clean|data)([^a-z]|$)/i;

/** Bytes of one CIFAR-10 record: a label and 3 x 32 x 32 pixels. */
const CIFAR_RECORD_BYTES = 3073;

function isImageFile(file: NamedFile): boolean {
  if (IMAGES.test(file.name)) return true;
  return !MODEL.test(file.name) && file.size > 0 && file.size % CIFAR_RECORD_BYTES === 0;
}

/** What the name alone says about an image file. */
function roleByName(name: string): 'defense' | 'test' | null {
  if (TEST_WORDS.test(name)) return 'test';
  return DEFENSE_WORDS.test(name) ? 'defense' : null;
}

/** Defense sets are the small ones: without a word in the name, the smaller file defends and the larger one measures. */
function roleBySize(file: NamedFile, images: readonly NamedFile[], hasDefense: boolean): 'defense' | 'test' {
  const others = images.filter((each) => each !== file);
  if (others.length === 0) return hasDefense ? 'test' : 'defense';
  if (others.some((each) => roleByName(each.name) === 'defense')) return 'test';
  if (others.some((each) => roleByName(each.name) === 'test')) return 'defense';
  const smallest = images.reduce((least, each) => (each.size < least.size ? each : least));
  return file === smallest ? 'defense' : 'test';
}

/**
 * Gives each file a role; at most one file a role, later files of a taken role are ignored. `hasDefense` says that
 * defense images are already loaded, so that a lone unnamed image file is taken for test images.
 */
export function sortFiles<F extends NamedFile>(
  files: readonly F[],
  hasDefense = false,
): readonly SortedFile<F>[] {
  const images = files.filter((file) => !TEXT.test(file.name) && isImageFile(file));
  const taken = new Set<FileRole>();
  return files.map((file) => {
    const role = roleOf(file, images, hasDefense);
    if (taken.has(role)) return { file, role: 'ignore' };
    taken.add(role);
    return { file, role };
  });
}

function roleOf(file: NamedFile, images: readonly NamedFile[], hasDefense: boolean): FileRole {
  if (TEXT.test(file.name)) return 'recipe';
  if (images.includes(file)) return roleByName(file.name) ?? roleBySize(file, images, hasDefense);
  // Anything else is offered to the checkpoint reader, whose refusal names what it found.
  return 'model';
}

/** Changes one file's role; whoever held that role before is ignored. */
export function changeRole<F extends NamedFile>(
  files: readonly SortedFile<F>[],
  file: F,
  role: FileRole,
): readonly SortedFile<F>[] {
  return files.map((each) => {
    if (each.file === file) return { file, role };
    return each.role === role && role !== 'ignore' ? { file: each.file, role: 'ignore' } : each;
  });
}

/** The file of a role, if there is one. */
export function fileOf<F extends NamedFile>(files: readonly SortedFile<F>[], role: FileRole): F | undefined {
  return files.find((each) => each.role === role)?.file;
}

/** The user's files that are in use; a test set also while it waits for its defense images. */
export function heldFiles(
  files: OpenedFiles,
  { model, data }: Pick<Recipe, 'model' | 'data'>,
): readonly SortedFile[] {
  const usesImages = data.kind === 'files';
  const held = {
    model: model.kind === 'file' ? files.model : null,
    defense: usesImages ? files.defense : null,
    test: usesImages || files.defense === null ? files.test : null,
  } as const;
  return (['model', 'defense', 'test'] as const).flatMap((role) => {
    const file = held[role];
    return file === null ? [] : [{ file, role }];
  });
}

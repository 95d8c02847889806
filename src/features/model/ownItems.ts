/**
 * What was dropped, as the user sees it: files that belong together are one item (a model.json and its shards, the batches of
 * CIFAR-10, loose pictures, an archive), and so is a folder.
 */
import type { ContentKind, FileContent, PickedFile } from '../../../workers/protocol';
import type { DroppedItem } from './droppedItems';

/** Files that belong together. */
export interface FileGroup {
  readonly name: string;
  readonly files: readonly PickedFile[];
  readonly isFolder: boolean;
  /** By a look into the file that leads; `unknown` also where nobody has looked. */
  readonly content: ContentKind;
}

/** What is known of files by a look into them. */
export type Contents = ReadonlyMap<File, FileContent>;

export interface OwnItem extends FileGroup {
  /** Tells items apart: names, sizes and times of their files. */
  readonly key: string;
  readonly bytes: number;
  /** The https address it was fetched from. */
  readonly address: string | null;
}

const PICTURE = /\.(png|jpe?g|webp|bmp|ppm|pgm)$/i;
const TABLE = /\.csv$/i;

/** An item of these files. */
export function ownItem(
  { name, files, isFolder, content }: FileGroup,
  address: string | null = null,
): OwnItem {
  const first = files[0]?.file;
  const bytes = files.reduce((sum, { file }) => sum + file.size, 0);
  const key = `${name}/${files.length}/${bytes}/${first?.lastModified ?? 0}`;
  return { name, files, isFolder, content, key, bytes, address };
}

/** A lone file as an item. */
export function loneItem(file: File, address: string | null = null): OwnItem {
  const files = [{ path: file.name, file }];
  return ownItem({ name: file.name, files, isFolder: false, content: 'unknown' }, address);
}

/** Takes the files out of `rest` that belong together by `belongs`; none where they are fewer than two. */
function together(rest: Set<PickedFile>, belongs: (file: PickedFile) => boolean): readonly PickedFile[] {
  const found = [...rest].filter(belongs);
  if (found.length < 2) return [];
  for (const each of found) rest.delete(each);
  return found;
}

function nameOf(files: readonly PickedFile[]): string {
  const [first, ...others] = files.map(({ path }) => path);
  return others.length === 0 ? (first ?? '') : `${first ?? ''} and ${others.length} more`;
}

/** The files whose numbers lie in others, each with those of the others that were given. */
function withCompanions(rest: Set<PickedFile>, contents: Contents): (readonly PickedFile[])[] {
  const groups: (readonly PickedFile[])[] = [];
  for (const leader of [...rest]) {
    const named = contents.get(leader.file)?.companions ?? [];
    const followers = [...rest].filter((each) => each !== leader && named.includes(each.file.name));
    if (followers.length === 0) continue;
    for (const each of [leader, ...followers]) rest.delete(each);
    groups.push([leader, ...followers]);
  }
  return groups;
}

/** Whether a loose file is a picture by its name; only one in doubt is worth a look. */
export function isPicture({ name }: File): boolean {
  return PICTURE.test(name);
}

/** Puts loose files together: a network and the files that it names; batches and pictures are lists. */
export function groupLoose(files: readonly PickedFile[], contents: Contents): readonly FileGroup[] {
  const rest = new Set(files);
  const hasPictures = files.some(({ file }) => isPicture(file));
  const groups = [
    ...withCompanions(rest, contents),
    together(rest, ({ path }) => /(^|\/)data_batch_\d+(\.bin)?$/.test(path)),
    together(rest, ({ path }) => /\.npy$/i.test(path)),
    // A table of labels goes with the pictures; alone it is nothing.
    together(rest, ({ path, file }) => isPicture(file) || (TABLE.test(path) && hasPictures)),
  ];
  const all = [...groups.filter((group) => group.length > 0), ...[...rest].map((file) => [file])];
  return all.map((group) => {
    const [first] = group;
    const kind = first === undefined ? undefined : contents.get(first.file)?.kind;
    return { name: nameOf(group), files: group, isFolder: false, content: kind ?? 'unknown' };
  });
}

/** A folder holds images, unless a TensorFlow.js model was saved as one: then its model.json leads the shards. */
function folderGroup(name: string, files: readonly PickedFile[]): FileGroup {
  const model = files.find(({ path }) => /^[^/]*\/model\.json$/.test(path));
  if (model === undefined) return { name, files, isFolder: true, content: 'images' };
  const others = files.filter((each) => each !== model);
  return { name, files: [model, ...others], isFolder: true, content: 'network' };
}

/** Items out of everything that was dropped at once. */
export function itemsOf(dropped: readonly DroppedItem[], contents: Contents): readonly OwnItem[] {
  const loose = dropped.flatMap((each) =>
    each.kind === 'file' ? [{ path: each.file.name, file: each.file }] : [],
  );
  const folders = dropped.flatMap((each) =>
    each.kind === 'folder' && each.files.length > 0 ? [folderGroup(each.name, each.files)] : [],
  );
  return [...groupLoose(loose, contents), ...folders].map((each) => ownItem(each));
}

/**
 * What was dropped, as the user sees it: files that belong together are one item (a model.json and its shards, the batches of
 * CIFAR-10, loose pictures, an archive), and so is a folder.
 */
import type { PickedFile } from '../../../workers/protocol';
import type { DroppedItem } from './droppedItems';

/** Files that belong together. */
export interface FileGroup {
  readonly name: string;
  readonly files: readonly PickedFile[];
  readonly isFolder: boolean;
}

export interface OwnItem extends FileGroup {
  /** Tells items apart: names, sizes and times of their files. */
  readonly key: string;
  readonly bytes: number;
  /** The https address it was fetched from. */
  readonly address: string | null;
}

const PICTURE = /\.(png|jpe?g|webp|bmp|ppm|pgm)$/i;
const TABLE = /\.csv$/i;
const SHARD = /\.(bin|data|onnx_data)$/i;

/** An item of these files. */
export function ownItem({ name, files, isFolder }: FileGroup, address: string | null = null): OwnItem {
  const first = files[0]?.file;
  const bytes = files.reduce((sum, { file }) => sum + file.size, 0);
  const key = `${name}/${files.length}/${bytes}/${first?.lastModified ?? 0}`;
  return { name, files, isFolder, key, bytes, address };
}

/** A lone file as an item. */
export function loneItem(file: File, address: string | null = null): OwnItem {
  return ownItem({ name: file.name, files: [{ path: file.name, file }], isFolder: false }, address);
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

/** Puts loose files together. `model.json` leads its shards, `x.onnx` its external data; batches and pictures are lists. */
export function groupLoose(files: readonly PickedFile[]): readonly FileGroup[] {
  const rest = new Set(files);
  const groups: (readonly PickedFile[])[] = [];
  const leaders = files.filter(({ path }) => /(^|[/-])model\.json$|\.onnx$/i.test(path));
  for (const leader of leaders) {
    const isTfjs = /json$/i.test(leader.path);
    const belongs = ({ path }: PickedFile): boolean =>
      isTfjs ? /shard\d+of\d+|weights.*\.bin$/i.test(path) : SHARD.test(path) && !/batch/i.test(path);
    const followers = [...rest].filter((each) => each !== leader && belongs(each));
    for (const each of [leader, ...followers]) rest.delete(each);
    groups.push([leader, ...followers]);
  }
  groups.push(
    together(rest, ({ path }) => /(^|\/)data_batch_\d+(\.bin)?$/.test(path)),
    together(rest, ({ path }) => /\.npy$/i.test(path)),
    // A table of labels goes with the pictures; alone it is nothing.
    together(
      rest,
      ({ path }) => PICTURE.test(path) || (TABLE.test(path) && files.some((each) => PICTURE.test(each.path))),
    ),
  );
  const all = [...groups.filter((group) => group.length > 0), ...[...rest].map((file) => [file])];
  return all.map((group) => ({ name: nameOf(group), files: group, isFolder: false }));
}

/** Items out of everything that was dropped at once. */
export function itemsOf(dropped: readonly DroppedItem[]): readonly OwnItem[] {
  const loose = dropped.flatMap((each) =>
    each.kind === 'file' ? [{ path: each.file.name, file: each.file }] : [],
  );
  const folders = dropped.flatMap((each) =>
    each.kind === 'folder' && each.files.length > 0 ? [{ ...each, isFolder: true }] : [],
  );
  return [...groupLoose(loose), ...folders].map((each) => ownItem(each));
}

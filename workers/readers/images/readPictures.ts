/** Folders and archives of pictures, single pictures, German traffic signs. */
import { FaultError } from '../../protocol/faults';
import type { ByteSource } from '../byteSource';
import { assertAtMost, damaged, namingFile } from '../damage';
import { assertCountFits, pixelRoom } from './budget';
import { channelNotes, withChannels } from './channels';
import type {
  DecodedPicture,
  ImageFormat,
  ImageNote,
  PictureSize,
  ReadImages,
  ReadImagesOptions,
  Resized,
} from './contract';
import { isTrafficSignTable, LabelIndex } from './labelTable';
import { Originals } from './originals';
import { byName } from './paths';
import { classFolders, labelPictures, mostLeftOut, takePictures } from './pictureLabels';
import { readPicture, readPictureSize } from './readPicture';
import { resize } from './resize';
import { cappedSize, isSameSize } from './sizes';

/** The files of a folder or an archive, told apart; names are display paths. */
export interface PictureFiles {
  readonly pictures: readonly ByteSource[];
  /** Text that may hold labels. */
  readonly tables: readonly ByteSource[];
  /** How many files are neither. */
  readonly ignored: number;
  readonly isArchive: boolean;
}

const MAX_TABLE_BYTES = 64 * 2 ** 20;
/** Pictures that are read and decoded side by side: enough to keep a decoder busy, few enough to hold. */
const IN_FLIGHT = 4;
const TELL_EVERY = 128;

/** What the pictures lie in, by names alone. */
export function pictureFormat(files: PictureFiles): ImageFormat {
  if (files.tables.some(({ name }) => isTrafficSignTable(name))) return 'gtsrb';
  if (files.isArchive) return 'zip';
  const { folders } = takePictures(files.pictures, null);
  return classFolders(folders, null) === null ? 'pictures' : 'folder';
}

/**
 * Reads pictures of all kinds and sizes into one block, class by class in the order of their paths. A broken picture
 * is left out; more than one in a hundred are a fault.
 * @throws FaultError `labels-missing`; `file-damaged` naming the first broken picture; `file-too-large`
 */
export async function readPictures(files: PictureFiles, options: ReadImagesOptions): Promise<ReadImages> {
  assertCountFits(files.pictures.length);
  const sorted = files.pictures.toSorted((a, b) => byName(a.name, b.name));
  const { taken, folders, notes } = takePictures(sorted, options.split);
  const tables = await readTables(files.tables);
  const labelled = await provingPictures(taken, () => labelPictures(taken, folders, tables, options));
  const { pictures, labels, classes } = labelled;
  const order = Array.from(pictures.keys()).sort((a, b) => (labels[a] ?? 0) - (labels[b] ?? 0));
  const broken = new BrokenPictures(taken.length);
  for (const { name } of labelled.unlabelled) broken.add(name, 'it has no label');
  const size =
    options.size ??
    (await commonestSize(
      order.flatMap((i) => pictures[i] ?? []),
      broken,
      options,
    ));
  const block = new PictureBlock(pictures.length, size, options.channels ?? 3);
  await readAll(order, pictures, labels, block, broken, options);
  const ignored: readonly ImageNote[] =
    files.ignored === 0 ? [] : [{ code: 'files-ignored', params: { count: files.ignored } }];
  return {
    format: pictureFormat(files),
    ...block.finish(),
    classes,
    notes: [...notes, ...labelled.notes, ...block.notes, ...broken.notes, ...ignored],
  };
}

/** Who is asked to type in a label shall know that there is a picture to label: a drawing or a page may be named like one. */
async function provingPictures<T>([first]: readonly ByteSource[], label: () => T): Promise<T> {
  try {
    return label();
  } catch (thrown) {
    if (first !== undefined) await namingFile(first.name, () => readPictureSize(first));
    throw thrown;
  }
}

async function readTables(tables: readonly ByteSource[]): Promise<LabelIndex> {
  const index = new LabelIndex();
  for (const table of tables) {
    await namingFile(table.name, async () => {
      assertAtMost('bytes', table.size, MAX_TABLE_BYTES);
      index.add(table.name, new TextDecoder().decode(await table.slice(0, table.size)));
    });
  }
  return index;
}

/** Pictures that could not be read. Throws as soon as they are too many. */
class BrokenPictures {
  private readonly reasons = new Map<string, string>();

  constructor(private readonly total: number) {}

  /** Counts each picture once, whichever pass finds it broken. */
  add(name: string, reason: string): void {
    if (!this.reasons.has(name)) this.reasons.set(name, reason);
    if (this.reasons.size <= mostLeftOut(this.total)) return;
    const several = `${this.reasons.size} of ${this.total} pictures cannot be read; in the first, `;
    const { first, why } = this.first;
    const intro = this.reasons.size > 1 ? several : '';
    throw new FaultError('file-damaged', { reason: `${intro}${why}` }, { file: first });
  }

  private get first(): { readonly first: string; readonly why: string } {
    const [entry = ['', '']] = this.reasons;
    return { first: entry[0], why: entry[1] };
  }

  get notes(): readonly ImageNote[] {
    if (this.reasons.size === 0) return [];
    const { first, why } = this.first;
    return [{ code: 'pictures-left-out', params: { count: this.reasons.size, first, reason: why } }];
  }

  /** The result of `work`, or null where it found the picture broken. */
  async guard<T>(name: string, work: () => Promise<T>): Promise<T | null> {
    try {
      return await work();
    } catch (thrown) {
      if (!(thrown instanceof FaultError) || thrown.fault.code !== 'file-damaged') throw thrown;
      this.add(name, String(thrown.fault.params['reason'] ?? 'it cannot be read'));
      return null;
    }
  }
}

/** Runs `work` on all items, a few at a time; `use` gets the results in order. Tells how far it is. */
async function inOrder<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
  use: (result: R, item: T) => void,
  tell: (done: number) => void,
): Promise<void> {
  for (let at = 0; at < items.length; at += IN_FLIGHT) {
    const some = items.slice(at, at + IN_FLIGHT);
    const results = await Promise.all(some.map(async (item) => ({ item, result: await work(item) })));
    for (const { item, result } of results) use(result, item);
    const done = Math.min(items.length, at + IN_FLIGHT);
    if (done % TELL_EVERY === 0 || done === items.length) tell(done);
  }
}

/** The size that most pictures state, capped; the first such where several are as common. */
async function commonestSize(
  pictures: readonly ByteSource[],
  broken: BrokenPictures,
  { tell }: ReadImagesOptions,
): Promise<PictureSize> {
  const counts = new Map<string, { size: PictureSize; count: number }>();
  await inOrder(
    pictures,
    (picture) => broken.guard(picture.name, () => readPictureSize(picture)),
    (size) => {
      if (size === null) return;
      const key = `${size.height}x${size.width}`;
      counts.set(key, { size, count: (counts.get(key)?.count ?? 0) + 1 });
    },
    (done) => tell?.(done, 2 * pictures.length),
  );
  let most = { size: { height: 0, width: 0 }, count: 0 };
  for (const each of counts.values()) if (each.count > most.count) most = each;
  if (most.count === 0) throw damaged('it holds no picture');
  return cappedSize(most.size);
}

async function readAll(
  order: readonly number[],
  pictures: readonly ByteSource[],
  labels: Uint16Array,
  block: PictureBlock,
  broken: BrokenPictures,
  { decode, size, tell }: ReadImagesOptions,
): Promise<void> {
  const before = size === null ? order.length : 0;
  await inOrder(
    order,
    async (index) => {
      const source = pictures[index];
      return source === undefined ? null : broken.guard(source.name, () => readPicture(source, decode));
    },
    (picture, index) => {
      if (picture !== null) block.add(picture, labels[index] ?? 0, pictures[index]?.name ?? '');
    },
    (done) => tell?.(before + done, before + order.length),
  );
}

type BlockResult = Omit<ReadImages, 'format' | 'classes' | 'notes'>;

/** Room for all pictures; each is brought to size on its way in. */
class PictureBlock {
  private readonly pixels: Uint8Array;
  private readonly labels: number[] = [];
  private readonly names: string[] = [];
  private readonly sizes = new Map<string, PictureSize>();
  private readonly seen = new Map<string, ImageNote>();
  private readonly originals: Originals;

  constructor(
    room: number,
    private readonly size: PictureSize,
    private readonly channels: 1 | 3,
  ) {
    this.pixels = pixelRoom(room, size, channels);
    this.originals = new Originals(room, size);
  }

  add(picture: DecodedPicture, label: number, name: string): void {
    this.originals.see(this.labels.length, picture, picture.pixels, picture.channels);
    const plain = withChannels(picture.pixels, picture.channels, this.channels);
    const fitted = resize(plain, picture, this.size, this.channels);
    this.pixels.set(fitted, this.labels.length * fitted.length);
    this.labels.push(label);
    this.names.push(name);
    const { height, width } = picture;
    this.sizes.set(`${height}x${width}`, { height, width });
    // Grey maps among coloured pictures are what every loader makes three channels of: no news.
    if (this.channels === 1) this.note(channelNotes(picture.pixels, picture.channels, 1));
    this.note(picture.notes.map((code) => ({ code, params: {} })));
  }

  private note(notes: readonly ImageNote[]): void {
    for (const note of notes) this.seen.set(note.code, note);
  }

  get notes(): readonly ImageNote[] {
    return [...this.seen.values()];
  }

  private get resized(): Resized | null {
    const { height, width } = this.size;
    const [first] = this.sizes.values();
    if (first === undefined || (this.sizes.size === 1 && isSameSize(first, this.size))) return null;
    const from = this.sizes.size > 1 ? 'various' : ([first.height, first.width] as const);
    return { from, to: [height, width] };
  }

  finish(): BlockResult {
    const count = this.labels.length;
    return {
      count,
      ...this.size,
      channels: this.channels,
      pixels: this.pixels.subarray(0, count * this.size.height * this.size.width * this.channels),
      labels: Uint16Array.from(this.labels),
      names: this.names,
      resized: this.resized,
      originals: this.originals.kept,
    };
  }
}

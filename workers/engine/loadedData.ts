/** The images of a run: the defender's pool and the test sets, from the built-in shapes or from the user's files. */
import { arrange } from '../data/arrange';
import { countByClass, type ImageSet } from '../data/images';
import { normalisationOf } from '../data/normalise';
import { drawShapes } from '../data/shapes/shapes';
import {
  type DataSource,
  type DataSummary,
  FaultError,
  type ImageRole,
  type ImageSetSummary,
  type PickedFile,
  type PickedSet,
  type PixelReading,
  type TakenPictures,
  usualSplit,
} from '../protocol';
import type { OriginalPicture } from '../readers/images/contract';
import type { ImageReading, ReadImageSet, TellRead } from '../reading/fileReader';
import type { LoadedModel } from './loadedModel';
import type { ReadImageFiles } from './readSets';
import type { ShownImages } from './triggered';

export interface LoadedData {
  readonly summary: DataSummary;
  /** All images the defender could have; a recipe draws its defense set from them. */
  readonly pool: ImageSet;
  readonly test: ImageSet | null;
  /** Test images that carry the trigger already. */
  readonly poisoned: ImageSet | null;
  /** A few pictures of each role as they were in their files, where they were of another size. */
  readonly originals: Readonly<Record<ImageRole, readonly OriginalPicture[]>>;
}

/** The images that are looked at: the test images, or the defender's where there are none. `model`: the open network, if there is one. */
export function shownOf(
  { pool, test, poisoned, summary }: LoadedData,
  model: Pick<LoadedModel, 'generate'> | null,
): ShownImages {
  const normalisation = normalisationOf(summary.pixels.normalisation, pool.channels);
  return { clean: test ?? pool, poisoned, generate: model?.generate?.(normalisation) ?? null };
}

/** Sizes of the built-in sets: enough defense images for any draw of 500, and the zoo's 2,000 test images. */
const SHAPES_POOL = 2000;
const SHAPES_TEST = 2000;

/** Name of the built-in set of a seed. */
export function shapesName(seed: number): string {
  return `shapes, seed ${String(seed)}`;
}

/** Images that no file of a run holds, as the data of one. */
export function heldData(
  { pool, test }: Pick<LoadedData, 'pool' | 'test'>,
  name: string,
  pixels: PixelReading,
): LoadedData {
  const summarise = (set: ImageSet): ImageSetSummary =>
    summaryOf(set, { name, sha256: '', format: 'shapes', resized: null, notes: [] });
  return {
    pool,
    test,
    poisoned: null,
    originals: { defense: [], test: [], poisoned: [] },
    summary: {
      kind: 'shapes',
      classes: pool.classes,
      defense: summarise(pool),
      test: test === null ? null : summarise(test),
      poisoned: null,
      pixels,
    },
  };
}

/** Draws the built-in set of a seed. */
export function openShapes(seed: number): LoadedData {
  const pool = drawShapes({ seed, count: SHAPES_POOL, split: 'defense' });
  const test = drawShapes({ seed, count: SHAPES_TEST, split: 'test' });
  return heldData({ pool, test }, shapesName(seed), { normalisation: 'shapes' });
}

type SetFacts = Pick<ImageSetSummary, 'name' | 'sha256' | 'format' | 'resized' | 'notes'>;

function summaryOf(set: ImageSet, { name, sha256, format, resized, notes }: SetFacts): ImageSetSummary {
  const { count, height, width, channels } = set;
  const classCounts = Array.from(countByClass(set));
  // Named one by one: what was read holds all pixels, too, and a summary is sent to the page.
  return { name, sha256, format, resized, notes, count, height, width, channels, classCounts };
}

interface OpenedSet {
  readonly set: ImageSet;
  readonly summary: ImageSetSummary;
}

function openedSet(
  read: ReadImageSet,
  name: string,
  pixels: PixelReading,
  classes: readonly string[],
): OpenedSet {
  const { count, height, width, channels, labels, wanted } = read;
  const bytes = { count, height, width, channels, classes, pixels: read.pixels, labels };
  const set = arrange(wanted === undefined ? bytes : { ...bytes, wanted }, pixels);
  return { set, summary: summaryOf(set, { ...read, name }) };
}

/** The longer of two lists of classes: a test set may hold images of more of them. */
function longest(lists: readonly (readonly string[])[]): readonly string[] {
  return lists.reduce((longer, list) => (list.length > longer.length ? list : longer), []);
}

function readingOf(
  { reading }: PickedSet,
  role: ImageRole,
  { taker, record }: Opening,
  classes: readonly string[] | null,
): ImageReading {
  const size = taker === null ? null : { height: taker.inputHeight, width: taker.inputWidth };
  const channels = taker?.inputChannels === 1 ? 1 : taker === null ? null : 3;
  const { label = null, split = usualSplit(role) } = reading;
  return { size, channels, label, split, classes, record: role === 'poisoned' ? record : null };
}

/** Class names as long as the network's output: classes without an image have no name but their number. */
function namesFor(classes: readonly string[], taker: TakenPictures | null): readonly string[] {
  const count = Math.max(classes.length, taker?.classes ?? 0);
  return Array.from({ length: count }, (_, label) => classes[label] ?? String(label));
}

/** The classes that other images are held against. Those that are only numbered may lack the last ones. */
function knownClasses(classes: readonly string[], taker: TakenPictures | null): readonly string[] {
  return classes.every((name, label) => name === String(label)) ? namesFor(classes, taker) : classes;
}

/** What all roles of one opening share. */
interface Opening {
  readonly taker: TakenPictures | null;
  /** What the network's file says of poisoned pictures beside it. */
  readonly record: LoadedModel['poisonedFiles'];
  readonly read: ReadImageFiles;
  readonly tell: TellRead;
}

/** Reads the images of one role; a fault says of which. */
async function readRole(
  role: ImageRole,
  set: PickedSet,
  known: readonly string[] | null,
  opening: Opening,
): Promise<ReadImageSet> {
  try {
    const reading = readingOf(set, role, opening, known);
    return await opening.read({ files: set.files, reading }, opening.tell);
  } catch (thrown) {
    if (!(thrown instanceof FaultError)) throw thrown;
    const { code, params, ...extra } = thrown.fault;
    throw new FaultError(code, { ...params, role }, extra);
  }
}

/** Pictures that are asked about, with their own names where each has one, and what was done to their size. */
export interface AskedPictures {
  readonly set: ImageSet;
  readonly names: readonly string[] | null;
  readonly resized: ImageSetSummary['resized'];
}

/** Reads pictures whose class does not matter as a network takes them that was open with other images. Throws the readers' faults. */
export async function openAsked(
  files: readonly PickedFile[],
  { data, model }: { readonly data: LoadedData; readonly model: Pick<LoadedModel, 'summary'> },
  read: ReadImageFiles,
): Promise<AskedPictures> {
  const { summary: taker } = model;
  const picked = { name: files[0]?.path ?? '', files, reading: { label: 0 } };
  const found = await readRole('test', picked, null, { taker, record: null, read, tell: () => undefined });
  const { set, summary } = openedSet(found, picked.name, data.summary.pixels, namesFor(found.classes, taker));
  return { set, names: found.names, resized: summary.resized };
}

/** Opens the user's images, brought to the size that the open network takes. Throws the readers' faults, naming file and `role`. */
export async function openImageFiles(
  source: Extract<DataSource, { kind: 'files' }>,
  model: Pick<LoadedModel, 'summary' | 'poisonedFiles'> | null,
  read: ReadImageFiles,
  tell: TellRead,
): Promise<LoadedData> {
  const { defense, test, poisoned, pixels } = source;
  const taker = model?.summary ?? null;
  const opening = { taker, record: model?.poisonedFiles ?? null, read, tell };
  const first = await readRole('defense', defense, null, opening);
  const known = knownClasses(first.classes, taker);
  const second = test === null ? null : await readRole('test', test, known, opening);
  const third = poisoned === null ? null : await readRole('poisoned', poisoned, known, opening);
  const lists = [first, second, third].flatMap((each) => (each === null ? [] : [each.classes]));
  const classes = namesFor(longest(lists), taker);
  const open = (set: ReadImageSet, { name }: PickedSet): OpenedSet => openedSet(set, name, pixels, classes);
  const pool = open(first, defense);
  const tested = second === null || test === null ? null : open(second, test);
  const attacked = third === null || poisoned === null ? null : open(third, poisoned);
  return {
    pool: pool.set,
    test: tested?.set ?? null,
    poisoned: attacked?.set ?? null,
    originals: {
      defense: first.originals,
      test: second?.originals ?? [],
      poisoned: third?.originals ?? [],
    },
    summary: {
      kind: 'files',
      classes,
      defense: pool.summary,
      test: tested?.summary ?? null,
      poisoned: attacked?.summary ?? null,
      pixels,
    },
  };
}

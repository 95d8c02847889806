/** The images of a run: the defender's pool and the test sets, from the built-in shapes or from the user's files. */
import { arrange } from '../data/arrange';
import { countByClass, type ImageSet } from '../data/images';
import { drawShapes } from '../data/shapes/shapes';
import type {
  DataSource,
  DataSummary,
  ImageSetSummary,
  PickedSet,
  PixelReading,
  TakenPictures,
} from '../protocol';
import type { FileReader, ImageReading, ReadImageSet, TellRead } from '../reading/fileReader';
import type { LoadedModel } from './loadedModel';
import type { ShownImages } from './triggered';

export interface LoadedData {
  readonly summary: DataSummary;
  /** All images the defender could have; a recipe draws its defense set from them. */
  readonly pool: ImageSet;
  readonly test: ImageSet | null;
  /** Test images that carry the trigger already. */
  readonly poisoned: ImageSet | null;
}

/** The images that are looked at: the test images, or the defender's where there are none. */
export function shownOf({ pool, test, poisoned }: LoadedData): ShownImages {
  return { clean: test ?? pool, poisoned };
}

/** Sizes of the built-in sets: enough defense images for any draw of 500, and the zoo's 2,000 test images. */
const SHAPES_POOL = 2000;
const SHAPES_TEST = 2000;

/** Name of the built-in set of a seed. */
export function shapesName(seed: number): string {
  return `shapes, seed ${String(seed)}`;
}

/** Draws the built-in set of a seed. */
export function openShapes(seed: number): LoadedData {
  const pool = drawShapes({ seed, count: SHAPES_POOL, split: 'defense' });
  const test = drawShapes({ seed, count: SHAPES_TEST, split: 'test' });
  const summarise = (set: ImageSet): ImageSetSummary =>
    summaryOf(set, { name: shapesName(seed), sha256: '', format: 'shapes', resized: null, notes: [] });
  return {
    pool,
    test,
    poisoned: null,
    summary: {
      kind: 'shapes',
      classes: pool.classes,
      defense: summarise(pool),
      test: summarise(test),
      poisoned: null,
      pixels: { normalisation: 'shapes' },
    },
  };
}

function summaryOf(
  set: ImageSet,
  facts: Pick<ImageSetSummary, 'name' | 'sha256' | 'format' | 'resized' | 'notes'>,
): ImageSetSummary {
  const { count, height, width, channels } = set;
  return { ...facts, count, height, width, channels, classCounts: Array.from(countByClass(set)) };
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
  const { count, height, width, channels, labels, wanted, sha256, format, resized, notes } = read;
  const bytes = { count, height, width, channels, classes, pixels: read.pixels, labels };
  const set = arrange(wanted === undefined ? bytes : { ...bytes, wanted }, pixels);
  // Fact by fact: the summary is copied to the page, and the pixels may be hundreds of megabytes.
  return { set, summary: summaryOf(set, { name, sha256, format, resized, notes }) };
}

/** The longer of two lists of classes: a test set may hold images of more of them. */
function longest(lists: readonly (readonly string[])[]): readonly string[] {
  return lists.reduce((longer, list) => (list.length > longer.length ? list : longer), []);
}

function readingOf(
  { reading }: PickedSet,
  taker: TakenPictures | null,
  split: 'train' | 'test',
  classes: readonly string[] | null,
): ImageReading {
  const size = taker === null ? null : { height: taker.inputHeight, width: taker.inputWidth };
  const channels = taker?.inputChannels === 1 ? 1 : taker === null ? null : 3;
  return { size, channels, label: reading.label ?? null, split: reading.split ?? split, classes };
}

/** Class names as long as the network's output: classes without an image have no name but their number. */
function namesFor(classes: readonly string[], taker: TakenPictures | null): readonly string[] {
  const count = Math.max(classes.length, taker?.classes ?? 0);
  return Array.from({ length: count }, (_, label) => classes[label] ?? String(label));
}

/** Opens the user's images, brought to the size that the open network takes. Throws the readers' faults, naming the file. */
export async function openImageFiles(
  source: Extract<DataSource, { kind: 'files' }>,
  model: Pick<LoadedModel, 'summary' | 'poisonedFiles'> | null,
  reader: FileReader,
  tell: TellRead,
): Promise<LoadedData> {
  const { defense, test, poisoned, pixels } = source;
  const taker = model?.summary ?? null;
  const read = async (
    set: PickedSet,
    split: 'train' | 'test',
    classes: readonly string[] | null,
    record: LoadedModel['poisonedFiles'] = null,
  ): Promise<ReadImageSet> =>
    reader.readImages(
      { files: set.files, reading: { ...readingOf(set, taker, split, classes), record } },
      tell,
    );
  const first = await read(defense, 'train', null);
  const second = test === null ? null : await read(test, 'test', first.classes);
  const third = poisoned === null ? null : await read(poisoned, 'test', first.classes, model?.poisonedFiles);
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

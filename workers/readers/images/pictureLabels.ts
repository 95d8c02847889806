/** The class of each picture: from a table beside the pictures, from their folders, or as the user typed it in. */
import { FaultError } from '../../protocol/faults';
import { alignClasses, givenLabels, rankedLabels, tableLabels, type Labelled } from './classes';
import type { ImageNote, ReadImagesOptions, Split } from './contract';
import type { LabelIndex } from './labelTable';
import { foldersOf } from './paths';
import { partOfFolder, takeSplit } from './split';

/** What a picture needs to have for its class to be told. */
interface Named {
  readonly name: string;
}

/** Pictures without a class, or that cannot be read, may be one in a hundred, and one of ten or more; they are left out. */
export function mostLeftOut(total: number): number {
  return Math.max(0.01 * total, total >= 10 ? 1 : 0);
}

/**
 * The level of folders, counted from the outermost, on which all are named for a split (`train/cat/1.png`); -1
 * where there is none. A folder `train` among `bus` and `ship` is a class.
 */
function splitLevel(paths: readonly (readonly string[])[]): number {
  const deepest = paths.reduce((most, folders) => Math.max(most, folders.length), 0);
  for (let level = 0; level < deepest; level++) {
    const names = new Set(paths.flatMap((folders) => folders[level] ?? []));
    if ([...names].every((name) => partOfFolder(name) !== null)) return level;
  }
  return -1;
}

/** The pictures of one split, and their folders without the one that names it. */
export function takePictures<T extends Named>(
  pictures: readonly T[],
  wanted: Split | null,
): {
  readonly taken: readonly T[];
  readonly folders: readonly (readonly string[])[];
  readonly notes: readonly ImageNote[];
} {
  const level = splitLevel(pictures.map(({ name }) => foldersOf(name)));
  const foldersBelow = ({ name }: T): readonly string[] => foldersOf(name).filter((_, at) => at !== level);
  const partOf = ({ name }: T): ReturnType<typeof partOfFolder> => partOfFolder(foldersOf(name)[level] ?? '');
  const { taken, notes } = takeSplit(pictures, partOf, wanted);
  const isPart = taken.length < pictures.length;
  return { taken, folders: taken.map(foldersBelow), notes: isPart ? notes : [] };
}

/**
 * Names of the innermost folders that vary, or that are all known classes; null for pictures that lie outside. Null
 * altogether where no folder tells pictures apart.
 */
export function classFolders(
  paths: readonly (readonly string[])[],
  known: readonly string[] | null,
): readonly (string | null)[] | null {
  const classes = new Set(known?.map((name) => name.toLowerCase()));
  const deepest = paths.reduce((most, folders) => Math.max(most, folders.length), 0);
  for (let fromEnd = 1; fromEnd <= deepest; fromEnd++) {
    const names = paths.map((folders) => folders.at(-fromEnd) ?? null);
    const distinct = new Set(names.filter((name) => name !== null));
    if (distinct.size > 1 || [...distinct].every((name) => classes.has(name.toLowerCase()))) return names;
  }
  return null;
}

/** Pictures that have a class, and their labels. */
interface LabelledPictures<T> extends Labelled {
  readonly pictures: readonly T[];
  /** Pictures that no table and no class folder holds. */
  readonly unlabelled: readonly T[];
  readonly notes: readonly ImageNote[];
}

/**
 * Gives every picture its class. A table counts before folders, and both only where they leave out one picture in a
 * hundred at most.
 * @throws FaultError `labels-missing` (`count`, `total`, `first`) where neither does and none was typed in;
 * `class-count-mismatch`; `labels-out-of-range`
 */
export function labelPictures<T extends Named>(
  pictures: readonly T[],
  folders: readonly (readonly string[])[],
  index: LabelIndex,
  options: Pick<ReadImagesOptions, 'classes' | 'label'>,
): LabelledPictures<T> {
  const fromTables = pictures.map(({ name }) => index.labelOf(name));
  if (isCovered(fromTables)) {
    const [table = ''] = index.tables;
    const note: ImageNote = { code: 'labels-from-table', params: { table, tables: index.tables.length } };
    return named(pictures, fromTables, tableLabels, options.classes, [note]);
  }
  const fromFolders = classFolders(folders, options.classes);
  if (fromFolders !== null && isCovered(fromFolders)) {
    return named(pictures, fromFolders, rankedLabels, options.classes, []);
  }
  if (options.label !== null) {
    const given = givenLabels(pictures.length, options.label, options.classes);
    const note: ImageNote = { code: 'label-given', params: { label: options.label } };
    return { ...given, pictures, unlabelled: [], notes: [note] };
  }
  throw missing(pictures, fromFolders ?? fromTables);
}

function isCovered(names: readonly (string | null)[]): boolean {
  const without = names.reduce((sum, name) => sum + (name === null ? 1 : 0), 0);
  return without <= mostLeftOut(names.length);
}

function named<T>(
  pictures: readonly T[],
  names: readonly (string | null)[],
  label: (names: readonly string[]) => Labelled,
  known: readonly string[] | null,
  notes: readonly ImageNote[],
): LabelledPictures<T> {
  const labelled = label(names.filter((name) => name !== null));
  return {
    ...alignClasses(labelled, known),
    pictures: pictures.filter((_, i) => names[i] !== null),
    unlabelled: pictures.filter((_, i) => names[i] === null),
    notes,
  };
}

function missing(pictures: readonly Named[], names: readonly (string | null)[]): FaultError {
  const without = pictures.filter((_, i) => names[i] === null);
  const params = { count: without.length, total: pictures.length, first: without[0]?.name ?? '' };
  return new FaultError('labels-missing', params);
}

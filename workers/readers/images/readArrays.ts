/** NumPy archives and arrays: pictures under names such as `x_train`, labels beside them. */
import { FaultError } from '../../protocol/faults';
import type { ByteSource } from '../byteSource';
import { assertAtMost, namingFile } from '../damage';
import { readArrayLabels } from './arrayLabels';
import { readArrayImages } from './arrayPixels';
import { assertCountFits } from './budget';
import { alignClasses, givenLabels, type Labelled } from './classes';
import type { ImageNote, ReadImages, ReadImagesOptions, Split } from './contract';
import { fitImages } from './fit';
import { openNpyRows, type NpyRows } from './npyRows';
import { baseName, stemOf } from './paths';
import { partOfFolder, takeSplit } from './split';

type Part = ReturnType<typeof partOfFolder>;

const MAX_ARRAYS = 64;
const IMAGE_NAMES = /^(x|images?|imgs?|data|inputs?|pixels|features|arr 0)$/;
const LABEL_NAMES = /^(y|labels?|targets?|classes|fine labels|arr 1)$/;

/** An array and what its name says about it. */
interface NamedArray {
  readonly rows: NpyRows;
  readonly part: Part;
  readonly isImages: boolean;
  readonly isLabels: boolean;
}

/** `x_train`, `train_images`, `XTest`: a split and a role, in any order. */
function describeName(name: string): Omit<NamedArray, 'rows'> {
  const words = stemOf(baseName(name))
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[\s_.-]+/)
    .filter((word) => word !== '');
  const part = words.map(partOfFolder).find((found) => found !== null) ?? null;
  const role = words.filter((word) => partOfFolder(word) === null).join(' ');
  return { part, isImages: IMAGE_NAMES.test(role), isLabels: LABEL_NAMES.test(role) };
}

/** Whether arrays of these names may be pictures: the weights of a network lie in archives of arrays, too. */
export function mayHoldPictures(names: readonly string[]): boolean {
  return names.length <= 2 || names.some((name) => describeName(name).isImages);
}

/** The one to take: named so, or the only one that has the right shape. */
function pick(arrays: readonly NamedArray[], isNamed: (array: NamedArray) => boolean): NpyRows | null {
  const named = arrays.find(isNamed);
  return named?.rows ?? (arrays.length === 1 ? (arrays[0]?.rows ?? null) : null);
}

interface Chosen {
  readonly images: NpyRows;
  readonly labels: NpyRows | null;
  readonly notes: readonly ImageNote[];
}

function choose(arrays: readonly NamedArray[], split: Split | null, file: string): Chosen {
  const pictures = arrays.filter(({ rows }) => rows.shape.length === 3 || rows.shape.length === 4);
  const { taken, notes } = takeSplit(pictures, ({ part }) => part, split);
  const images = pick(taken, ({ isImages }) => isImages);
  if (images === null) {
    const names = arrays.map(({ rows }) => stemOf(baseName(rows.name))).join(', ');
    const reason = `none of its arrays (${names}) is named x, images or data and has three or four axes`;
    throw new FaultError('images-unusable', { reason: reason.slice(0, 400) }, { file });
  }
  const part = taken.find(({ rows }) => rows === images)?.part;
  const fitting = arrays.filter(({ rows, part: other }) => {
    const isFlat = rows.shape.length === 1 || rows.shape.length === 2;
    return isFlat && other === part && rows.shape[0] === images.shape[0];
  });
  const labels = pick(fitting, ({ isLabels }) => isLabels);
  return { images, labels, notes: taken.length < pictures.length ? notes : [] };
}

/**
 * Reads the pictures and labels among some .npy arrays.
 * @param files arrays of their own, or those of one archive
 * @throws FaultError `images-unusable`; `labels-missing`; the faults of arrays and of too many pictures
 */
export async function readArrays(
  files: readonly ByteSource[],
  format: 'npy' | 'npz',
  options: ReadImagesOptions,
): Promise<ReadImages> {
  const file = files[0]?.name ?? '';
  const arrays: NamedArray[] = [];
  for (const source of files) {
    const rows = await namingFile(source.name, () => {
      assertAtMost('arrays', files.length, MAX_ARRAYS);
      return openNpyRows(source);
    });
    arrays.push({ rows, ...describeName(source.name) });
  }
  const { images, labels, notes } = choose(arrays, options.split, file);
  assertCountFits(images.shape[0] ?? 0);
  return namingFile(images.name, async () => {
    const read = await readArrayImages(images, options.tell);
    const labelled = await labelsOf(labels, read.count, images.name, options);
    const fitted = fitImages(read, options);
    return {
      format,
      ...fitted,
      ...alignClasses(labelled, options.classes),
      names: null,
      notes: [...notes, ...read.notes, ...(labels === null ? given(options) : []), ...fitted.notes],
    };
  });
}

function given({ label }: ReadImagesOptions): readonly ImageNote[] {
  return label === null ? [] : [{ code: 'label-given', params: { label } }];
}

async function labelsOf(
  labels: NpyRows | null,
  count: number,
  first: string,
  { label, classes }: ReadImagesOptions,
): Promise<Labelled> {
  if (labels !== null) return namingFile(labels.name, () => readArrayLabels(labels));
  if (label !== null) return givenLabels(count, label, classes);
  throw new FaultError('labels-missing', { count, total: count, first });
}

import type { PoisonedFiles } from '../readers/backdoorBench';
import type { ImageNote, ReadImages } from '../readers/images/contract';
import { baseName } from '../readers/images/paths';

type Labels = Pick<ReadImages, 'labels' | 'wanted' | 'notes'>;

/** Both labels of every picture by its name; a note alone where the list does not know all of them. */
function labelsFrom(
  names: readonly string[],
  record: PoisonedFiles,
): Partial<Labels> & Pick<Labels, 'notes'> {
  const places = new Map(record.fileNames.map((name, at) => [name, at]));
  const at = names.map((name) => places.get(baseName(name)));
  const strange = names.filter((_, index) => at[index] === undefined);
  const [first] = strange;
  const note = (code: ImageNote['code'], params: ImageNote['params'] = {}): Labels['notes'] => [
    { code, params },
  ];
  if (first !== undefined) return { notes: note('record-unmatched', { count: strange.length, first }) };
  const pick = (from: Uint16Array): Uint16Array => Uint16Array.from(at, (index = 0) => from[index] ?? 0);
  return {
    labels: pick(record.originalLabels),
    wanted: pick(record.labels),
    notes: note('labels-from-record'),
  };
}

/**
 * Poisoned pictures with the classes that BackdoorBench's list gives them by file name; the folders they lie in and a label that
 * was typed in count no more. A list that does not know every picture belongs to others: it is left aside.
 */
export function withRecord(images: ReadImages, record: PoisonedFiles): ReadImages {
  if (images.names === null) return images;
  const found = labelsFrom(images.names, record);
  if (found.labels === undefined) return { ...images, notes: [...images.notes, ...found.notes] };
  const highest = [...found.labels, ...(found.wanted ?? [])].reduce(
    (most, label) => Math.max(most, label),
    0,
  );
  const classes = Math.max(images.classes.length, highest + 1);
  return {
    ...images,
    ...found,
    classes: Array.from({ length: classes }, (_, label) => images.classes[label] ?? String(label)),
    notes: [...images.notes.filter(({ code }) => code !== 'label-given'), ...found.notes],
  };
}

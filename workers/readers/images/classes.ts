/** Classes by name: their order, and how they fit an order that is known already. */
import { FaultError } from '../../protocol/faults';
import { assertAtMost } from '../damage';
import { MOST_CLASSES } from './budget';
import { byName } from './paths';

/** Pictures' classes: names, and an index into them for each picture. */
export interface Labelled {
  readonly classes: readonly string[];
  readonly labels: Uint16Array;
}

const WHOLE_NUMBER = /^\d{1,9}$/;

function areNumbers(names: Iterable<string>): boolean {
  for (const name of names) if (!WHOLE_NUMBER.test(name)) return false;
  return true;
}

/** Names `0` to `count - 1`, for classes that are only numbered. */
export function numberedClasses(count: number): readonly string[] {
  return Array.from({ length: count }, (_, label) => String(label));
}

/** Labels that are class numbers already; the classes are as many as the largest needs. `labels-out-of-range` for impossible ones. */
export function numberedLabels(values: ArrayLike<number>): Labelled {
  let most = 0;
  const labels = Uint16Array.from(values, (value, record) => {
    if (!Number.isInteger(value) || value < 0 || value >= MOST_CLASSES) {
      throw new FaultError('labels-out-of-range', { record, value, classes: MOST_CLASSES });
    }
    most = Math.max(most, value);
    return value;
  });
  return { labels, classes: numberedClasses(most + 1) };
}

/** Classes in the order of their names: by number where all are numbers, else by letter, as torchvision's ImageFolder. */
export function rankedLabels(names: readonly string[]): Labelled {
  const distinct = [...new Set(names)];
  assertAtMost('classes', distinct.length, MOST_CLASSES);
  const isNumeric = areNumbers(distinct);
  const classes = distinct.toSorted((a, b) => (isNumeric && Number(a) - Number(b)) || byName(a, b));
  const rank = new Map(classes.map((name, label) => [name, label]));
  return { classes, labels: Uint16Array.from(names, (name) => rank.get(name) ?? 0) };
}

/** Labels of a table: numbers are class numbers, anything else is ranked by name. */
export function tableLabels(names: readonly string[]): Labelled {
  return areNumbers(names) ? numberedLabels(names.map(Number)) : rankedLabels(names);
}

/**
 * The same labels under the classes that are known: by name where all names are known, by number where all are
 * numbers, in order where there are as many.
 * @throws FaultError `class-count-mismatch` (`network`, `images`) where none of these fits
 */
export function alignClasses(found: Labelled, known: readonly string[] | null): Labelled {
  if (known === null) return found;
  const places = placesOf(found.classes, known);
  return { classes: known, labels: found.labels.map((label) => places[label] ?? 0) };
}

function placesOf(names: readonly string[], known: readonly string[]): readonly number[] {
  const place = new Map(known.map((name, label) => [name.toLowerCase(), label]));
  const byNames = names.map((name) => place.get(name.toLowerCase()));
  if (byNames.every((label) => label !== undefined)) return byNames;
  if (areNumbers(names) && names.every((name) => Number(name) < known.length)) return names.map(Number);
  if (names.length === known.length) return names.map((_, label) => label);
  throw new FaultError('class-count-mismatch', { network: known.length, images: names.length });
}

/** All pictures under the label that the user typed in. `labels-out-of-range` where there is no such class. */
export function givenLabels(count: number, label: number, known: readonly string[] | null): Labelled {
  const most = known?.length ?? MOST_CLASSES;
  if (!Number.isInteger(label) || label < 0 || label >= most) {
    throw new FaultError('labels-out-of-range', { record: 0, value: label, classes: most });
  }
  return { classes: known ?? numberedClasses(label + 1), labels: new Uint16Array(count).fill(label) };
}

/** The part of the view that a link carries, and the numbers the sender got, as pairs. */
import type { ExpectedNumbers, LinkNotice, LinkView } from './linkTypes';
import { PLACES } from './places';

type Pairs = (readonly [string, string])[];

/** Keys of the view in a link. */
export const VIEW_KEYS: ReadonlySet<string> = new Set([
  'place',
  'layer',
  'image',
  'filter',
  'oracle',
  'count',
  'x',
]);

const LONGEST_NAME = 200;
const LARGEST_INDEX = 1_000_000;

function short(value: number): string {
  return String(Number(value.toFixed(4)));
}

/** Writes the view; what is not set is left out. */
export function writeView(view: LinkView, expected: ExpectedNumbers | null): Pairs {
  const pairs: Pairs = [];
  if (view.place !== undefined) pairs.push(['place', view.place]);
  if (view.layer !== undefined) pairs.push(['layer', view.layer]);
  if (view.image !== undefined) pairs.push(['image', String(view.image)]);
  if (view.selected !== undefined) pairs.push(['filter', `${view.selected.site}:${view.selected.channel}`]);
  if (view.oracle !== undefined) pairs.push(['oracle', view.oracle ? '1' : '0']);
  if (view.count !== undefined) pairs.push(['count', String(view.count)]);
  if (expected !== null) {
    const { cleanAccuracy, attackSuccessRate } = expected;
    pairs.push([
      'x',
      `${short(cleanAccuracy)}/${attackSuccessRate === null ? '-' : short(attackSuccessRate)}`,
    ]);
  }
  return pairs;
}

function indexOf(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{1,7}$/.test(text)) return undefined;
  return Math.min(LARGEST_INDEX, Number(text));
}

function selectedOf(text: string | undefined): LinkView['selected'] {
  const colon = text?.lastIndexOf(':') ?? -1;
  if (text === undefined || colon < 1 || text.length > LONGEST_NAME) return undefined;
  const channel = indexOf(text.slice(colon + 1));
  return channel === undefined ? undefined : { site: text.slice(0, colon), channel };
}

function fraction(text: string | undefined): number | null {
  if (text === undefined || !/^(?:\d+(?:\.\d+)?|\.\d+)$/.test(text)) return null;
  const value = Number(text);
  return value <= 1 ? value : null;
}

function expectedOf(text: string | undefined): ExpectedNumbers | null {
  const [clean, attack] = text?.split('/') ?? [];
  const cleanAccuracy = fraction(clean);
  return cleanAccuracy === null ? null : { cleanAccuracy, attackSuccessRate: fraction(attack) };
}

/** Drops what is undefined: the type of an optional field does not allow it as a value. */
function defined<T extends object>(fields: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}

export interface RestoredView {
  readonly view: LinkView;
  readonly expected: ExpectedNumbers | null;
  readonly notices: readonly LinkNotice[];
}

/** Reads the view out of a link's pairs; a part that makes no sense is left out and listed. Never throws. */
export function readView(pairs: ReadonlyMap<string, string>): RestoredView {
  const layer = pairs.get('layer');
  const oracle = pairs.get('oracle');
  const view = defined<Required<LinkView>>({
    place: PLACES.find((place) => place === pairs.get('place')),
    layer: layer !== undefined && layer.length <= LONGEST_NAME ? layer : undefined,
    image: indexOf(pairs.get('image')),
    selected: selectedOf(pairs.get('filter')),
    oracle: oracle === '1' ? true : oracle === '0' ? false : undefined,
    count: indexOf(pairs.get('count')),
  });
  const expected = expectedOf(pairs.get('x'));
  const read: Readonly<Record<string, unknown>> = {
    ...view,
    filter: view.selected,
    x: expected ?? undefined,
  };
  const notices = [...VIEW_KEYS]
    .filter((key) => pairs.has(key) && read[key] === undefined)
    .map((field): LinkNotice => ({ kind: 'unknown', field }));
  return { view, expected, notices };
}

/** Windows, borders and axes as Keras writes them. */
import type { Padding } from '../../graph/graph';
import { samePadding } from '../../graph/shapes';
import { items, type JsonObject, type JsonValue } from '../../readers/kerasJson';

/** `3`, `[3]` or `[3, 2]`; null for anything else. */
export function pairOf(value: JsonValue | undefined): readonly [rows: number, columns: number] | null {
  const list = typeof value === 'number' ? [value, value] : items(value);
  const [rows, columns = rows, ...more] = list;
  const isSize = (size: JsonValue | undefined): size is number =>
    typeof size === 'number' && Number.isSafeInteger(size) && size >= 1 && size <= 4096;
  return isSize(rows) && isSize(columns) && more.length === 0 ? [rows, columns] : null;
}

export interface Window {
  readonly size: readonly [rows: number, columns: number];
  readonly stride: number;
}

const NONE: Padding = [0, 0, 0, 0];

/** The padding of a layer on a map of a size. */
export function paddingOf(config: JsonObject, map: readonly number[], { size, stride }: Window): Padding {
  return config['padding'] === 'same' ? samePadding(map, size, stride) : NONE;
}

/** Of ZeroPadding2D: `1`, `[1, 2]` or `[[top, bottom], [left, right]]`; null for anything else. */
export function borderOf(value: JsonValue | undefined): Padding | null {
  const [rows, columns] = typeof value === 'number' ? [value, value] : items(value);
  const along = (side: JsonValue | undefined): readonly number[] =>
    typeof side === 'number' ? [side, side] : items(side).filter((size) => typeof size === 'number');
  const [top, bottom, ...moreRows] = along(rows);
  const [left, right, ...moreColumns] = along(columns);
  if (moreRows.length + moreColumns.length > 0) return null;
  const sides = [top, bottom, left, right].map((size) =>
    size !== undefined && Number.isSafeInteger(size) && size >= 0 && size <= 4096 ? size : -1,
  );
  const [t = -1, b = -1, l = -1, r = -1] = sides;
  return sides.includes(-1) ? null : [t, b, l, r];
}

/** The one axis of an `axis` entry, which may be a list of one; -1, the last, where there is none. */
export function axisOf(entry: JsonValue | undefined): number {
  const axis = items(entry)[0] ?? entry;
  return typeof axis === 'number' ? axis : -1;
}

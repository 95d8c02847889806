/** Windows as Keras writes them, and its "same" padding in pixels. */
import type { Padding } from '../../graph/graph';
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

/** TensorFlow's "same": ceil(length / stride) outputs, the odd pixel of padding at the end (spec 0, point 4). */
export function samePadding(height: number, width: number, { size, stride }: Window): Padding {
  const [top, bottom] = sameAlong(height, size[0], stride);
  const [left, right] = sameAlong(width, size[1], stride);
  return [top, bottom, left, right];
}

function sameAlong(length: number, size: number, stride: number): readonly [before: number, after: number] {
  const total = Math.max(0, (Math.ceil(length / stride) - 1) * stride + size - length);
  const before = Math.floor(total / 2);
  return [before, total - before];
}

/** The padding of a layer on a map of a size. */
export function paddingOf(config: JsonObject, [height, width]: readonly number[], window: Window): Padding {
  return config['padding'] === 'same' ? samePadding(height ?? 0, width ?? 0, window) : NONE;
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

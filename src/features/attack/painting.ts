/** A sign being painted: RGBA pixels as large as the images, of which a trigger keeps only the rectangle that is painted. */
import { encodeBytes, fromBase64 } from '../../../workers/protocol';
import type { ImageTrigger } from '../../state/attackStore';
import { clampSign, type SignPosition } from '../start/signPosition';

/** What is painted, row by row, 4 bytes a pixel; alpha 0 is nothing. Never changed in place. */
export interface Painting {
  readonly height: number;
  readonly width: number;
  readonly rgba: Uint8Array;
}

/** Rows and columns that hold paint: `row`, `column` of the top left pixel. */
export interface PaintBox extends SignPosition {
  readonly height: number;
  readonly width: number;
}

export type Colour = readonly [red: number, green: number, blue: number];

/** The schema of the trigger allows no more pixels a side. */
export const MOST_SIDE = 64;
const RGBA = 4;

/** Nothing painted yet. */
export function emptyPainting(size: { readonly height: number; readonly width: number }): Painting {
  const { height, width } = size;
  return { height, width, rgba: new Uint8Array(height * width * RGBA) };
}

function isPainted({ rgba }: Painting, pixel: number): boolean {
  return (rgba[pixel * RGBA + 3] ?? 0) > 0;
}

/** The smallest rectangle that holds all paint; null where there is none. */
export function boxOf(painting: Painting): PaintBox | null {
  const { height, width } = painting;
  let [top, left, bottom, right] = [height, width, -1, -1];
  for (let pixel = 0; pixel < height * width; pixel++) {
    if (!isPainted(painting, pixel)) continue;
    const row = Math.floor(pixel / width);
    const column = pixel % width;
    top = Math.min(top, row);
    bottom = row;
    left = Math.min(left, column);
    right = Math.max(right, column);
  }
  if (bottom < 0) return null;
  return { row: top, column: left, height: bottom - top + 1, width: right - left + 1 };
}

/** Copies the pixels of `box` in `from` to the place `to` of `into`; what falls outside is left out. */
function copyBox(from: Painting, box: PaintBox, into: Uint8Array, width: number, to: SignPosition): void {
  const columns = Math.min(box.width, width - to.column);
  for (let row = 0; row < box.height; row++) {
    const start = ((box.row + row) * from.width + box.column) * RGBA;
    const end = ((to.row + row) * width + to.column) * RGBA;
    if (columns > 0 && end < into.length) into.set(from.rgba.subarray(start, start + columns * RGBA), end);
  }
}

/** The trigger's own picture at its place on images of this size. */
export function paintingOf(
  trigger: ImageTrigger,
  size: { readonly height: number; readonly width: number },
): Painting {
  const painting = emptyPainting(size);
  const { height, width, row, column } = trigger;
  const sign = { height, width, rgba: fromBase64(trigger.rgba) };
  copyBox(sign, { row: 0, column: 0, height, width }, painting.rgba, size.width, { row, column });
  return painting;
}

/** The trigger with this painting, cut to what is painted; of an empty painting one clear pixel is left. */
export function triggerOf(trigger: ImageTrigger, painting: Painting): ImageTrigger {
  const box = boxOf(painting) ?? { row: 0, column: 0, height: 1, width: 1 };
  const rgba = new Uint8Array(box.height * box.width * RGBA);
  copyBox(painting, box, rgba, box.width, { row: 0, column: 0 });
  return { ...trigger, ...box, rgba: encodeBytes(rgba) };
}

/** Whether nothing of the trigger's own picture can be seen. */
export function isEmptySign({ height, width, rgba }: ImageTrigger): boolean {
  return boxOf({ height, width, rgba: fromBase64(rgba) }) === null;
}

/** The painting moved by whole pixels; what is painted stays on the picture. */
export function movePainting(painting: Painting, rows: number, columns: number): Painting {
  const box = boxOf(painting);
  if (box === null) return painting;
  const to = clampSign(
    { row: box.row + rows, column: box.column + columns },
    { height: painting.height, width: painting.width, signHeight: box.height, signWidth: box.width },
  );
  if (to.row === box.row && to.column === box.column) return painting;
  const moved = emptyPainting(painting);
  copyBox(painting, box, moved.rgba, painting.width, to);
  return moved;
}

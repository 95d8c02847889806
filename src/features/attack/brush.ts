/** What a hand does on the painting: dabs and lines of a square brush. */
import type { SignPosition } from '../start/signPosition';
import { boxOf, type Colour, MOST_SIDE, type PaintBox, type Painting } from './painting';

export const BRUSH_SIDES = [1, 2, 3] as const;
/** Side of the square brush, in pixels. */
export type BrushSide = (typeof BRUSH_SIDES)[number];

export interface Brush {
  readonly side: BrushSide;
  /** Null takes paint away. */
  readonly colour: Colour | null;
}

/** The pixel under a pointer (client coordinates) of a picture shown in `box`; null outside of it. */
export function pixelUnder(
  pointer: { readonly x: number; readonly y: number },
  box: { readonly left: number; readonly top: number; readonly width: number; readonly height: number },
  size: { readonly height: number; readonly width: number },
): SignPosition | null {
  const column = Math.floor(((pointer.x - box.left) / box.width) * size.width);
  const row = Math.floor(((pointer.y - box.top) / box.height) * size.height);
  const isInside = row >= 0 && column >= 0 && row < size.height && column < size.width;
  return isInside ? { row, column } : null;
}

/** All pixels on the straight line between two, both ends included. */
export function lineBetween(from: SignPosition, to: SignPosition): readonly SignPosition[] {
  const steps = Math.max(Math.abs(to.row - from.row), Math.abs(to.column - from.column));
  return Array.from({ length: steps + 1 }, (_, step) => {
    const share = steps === 0 ? 0 : step / steps;
    return {
      row: Math.round(from.row + (to.row - from.row) * share),
      column: Math.round(from.column + (to.column - from.column) * share),
    };
  });
}

/** Top left pixel of the brush whose middle is at `at`. */
export function brushCorner({ row, column }: SignPosition, side: BrushSide): SignPosition {
  const back = Math.floor((side - 1) / 2);
  return { row: row - back, column: column - back };
}

function pixelsOfDab(at: SignPosition, side: BrushSide): readonly SignPosition[] {
  const corner = brushCorner(at, side);
  return Array.from({ length: side * side }, (_, pixel) => ({
    row: corner.row + Math.floor(pixel / side),
    column: corner.column + (pixel % side),
  }));
}

/** The box with one more pixel in it; null where it would be larger than a trigger may be. */
function grown(box: PaintBox | null, { row, column }: SignPosition): PaintBox | null {
  if (box === null) return { row, column, height: 1, width: 1 };
  const top = Math.min(box.row, row);
  const left = Math.min(box.column, column);
  const height = Math.max(box.row + box.height, row + 1) - top;
  const width = Math.max(box.column + box.width, column + 1) - left;
  return height > MOST_SIDE || width > MOST_SIDE ? null : { row: top, column: left, height, width };
}

export interface Stroke {
  readonly painting: Painting;
  /** True where paint was left out, because the sign would have got larger than a trigger may be. */
  readonly isCut: boolean;
}

/** Draws the brush along `path`. Pixels outside the picture, and paint that would make the sign too large, are left out. */
export function stroke(painting: Painting, path: readonly SignPosition[], { side, colour }: Brush): Stroke {
  const { height, width } = painting;
  const rgba = painting.rgba.slice();
  let box = boxOf(painting);
  let isCut = false;
  for (const pixel of path.flatMap((at) => pixelsOfDab(at, side))) {
    const { row, column } = pixel;
    if (row < 0 || column < 0 || row >= height || column >= width) continue;
    const larger = colour === null ? box : grown(box, pixel);
    if (colour !== null && larger === null) {
      isCut = true;
      continue;
    }
    box = larger;
    rgba.set(colour === null ? [0, 0, 0, 0] : [...colour, 255], (row * width + column) * 4);
  }
  return { painting: { height, width, rgba }, isCut };
}

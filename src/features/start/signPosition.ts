/** Where the sign sits on a picture, in whole pixels: pointer positions and arrow keys become rows and columns. */

/** Top left corner of the sign. */
export interface SignPosition {
  readonly row: number;
  readonly column: number;
}

/** Sizes in picture pixels. */
export interface SignBounds {
  readonly height: number;
  readonly width: number;
  readonly signHeight: number;
  readonly signWidth: number;
}

function clamp(value: number, most: number): number {
  return Math.max(0, Math.min(Math.max(0, most), Math.round(value)));
}

/** The nearest position at which the whole sign lies on the picture. */
export function clampSign(at: SignPosition, bounds: SignBounds): SignPosition {
  return {
    row: clamp(at.row, bounds.height - bounds.signHeight),
    column: clamp(at.column, bounds.width - bounds.signWidth),
  };
}

/** A rectangle on the screen, in CSS pixels. */
export interface ScreenBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The position that centres the sign under the pointer (client coordinates, CSS pixels). */
export function signUnderPointer(
  pointer: { readonly x: number; readonly y: number },
  box: ScreenBox,
  bounds: SignBounds,
): SignPosition {
  const column = ((pointer.x - box.left) / box.width) * bounds.width - bounds.signWidth / 2;
  const row = ((pointer.y - box.top) / box.height) * bounds.height - bounds.signHeight / 2;
  return clampSign({ row, column }, bounds);
}

const MOVES: Readonly<Record<string, SignPosition>> = {
  ArrowUp: { row: -1, column: 0 },
  ArrowDown: { row: 1, column: 0 },
  ArrowLeft: { row: 0, column: -1 },
  ArrowRight: { row: 0, column: 1 },
};

/** The position after a key: arrows move by one pixel, with shift by four; null for any other key. */
export function signAfterKey(
  at: SignPosition,
  key: string,
  far: boolean,
  bounds: SignBounds,
): SignPosition | null {
  const move = MOVES[key];
  if (move === undefined) return null;
  const by = far ? 4 : 1;
  return clampSign({ row: at.row + move.row * by, column: at.column + move.column * by }, bounds);
}

/** Whether two positions are the same pixel. */
export function isSamePlace(first: SignPosition, second: SignPosition): boolean {
  return first.row === second.row && first.column === second.column;
}

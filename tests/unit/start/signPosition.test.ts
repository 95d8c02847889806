import { describe, expect, it } from 'vitest';
import { clampSign, signAfterKey, signUnderPointer } from '../../../src/features/start/signPosition';

const BOUNDS = { height: 32, width: 32, signHeight: 3, signWidth: 3 };
/** The picture is drawn ten times as large, away from the corner of the screen. */
const BOX = { left: 100, top: 200, width: 320, height: 320 };

describe('moving the sign', () => {
  it('centres the sign under the pointer', () => {
    expect(signUnderPointer({ x: 100 + 155, y: 200 + 105 }, BOX, BOUNDS)).toEqual({ row: 9, column: 14 });
  });

  it('keeps the whole sign on the picture, however far the pointer goes', () => {
    expect(signUnderPointer({ x: 9000, y: 9000 }, BOX, BOUNDS)).toEqual({ row: 29, column: 29 });
    expect(signUnderPointer({ x: -50, y: 0 }, BOX, BOUNDS)).toEqual({ row: 0, column: 0 });
  });

  it('moves by one pixel a key press, by four with shift, and stops at the border', () => {
    const corner = { row: 29, column: 29 };
    expect(signAfterKey(corner, 'ArrowLeft', false, BOUNDS)).toEqual({ row: 29, column: 28 });
    expect(signAfterKey(corner, 'ArrowUp', true, BOUNDS)).toEqual({ row: 25, column: 29 });
    expect(signAfterKey(corner, 'ArrowDown', true, BOUNDS)).toEqual(corner);
  });

  it('leaves other keys to the page', () => {
    expect(signAfterKey({ row: 1, column: 1 }, 'Tab', false, BOUNDS)).toBeNull();
  });

  it('puts a sign larger than the picture at its corner', () => {
    expect(clampSign({ row: 5, column: 5 }, { ...BOUNDS, signHeight: 40, signWidth: 40 })).toEqual({
      row: 0,
      column: 0,
    });
  });
});

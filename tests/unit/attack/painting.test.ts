/** Painting a trigger pixel by pixel: what a hand does, what is kept of it, and what the engine makes of that. */
import type { ImageTrigger } from '../../../src/state/attackStore';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { brushCorner, lineBetween, pixelUnder, stroke } from '../../../src/features/attack/brush';
import { composePainting } from '../../../src/features/attack/compose';
import {
  boxOf,
  emptyPainting,
  isEmptySign,
  MOST_SIDE,
  movePainting,
  type Painting,
  paintingOf,
  triggerOf,
} from '../../../src/features/attack/painting';
import { applyTrigger } from '../../../workers/data/triggers/triggers';
import { createRng } from '../../../workers/engine/rng';
import { encodeBytes, fromBase64, triggerSchema } from '../../../workers/protocol';

const SIZE = { height: 8, width: 6 };
const RED = [255, 0, 0] as const;
const BLUE = [0, 0, 255] as const;
const CLEAR: ImageTrigger = {
  kind: 'image',
  width: 1,
  height: 1,
  rgba: encodeBytes(new Uint8Array(4)),
  row: 0,
  column: 0,
  strength: 1,
  target: 3,
};

function dab(painting: Painting, row: number, column: number, side: 1 | 2 | 3 = 1): Painting {
  return stroke(painting, [{ row, column }], { side, colour: RED }).painting;
}

/** Rows of the painting: a letter where there is paint. */
function drawing({ height, width, rgba }: Painting): readonly string[] {
  const letter = (at: number): string => {
    if ((rgba[at + 3] ?? 0) === 0) return '.';
    return (rgba[at] ?? 0) > 0 ? 'r' : 'b';
  };
  return Array.from({ length: height }, (_, row) =>
    Array.from({ length: width }, (__, column) => letter((row * width + column) * 4)).join(''),
  );
}

describe('a brush', () => {
  it.each([
    [1, ['......', '......', '......', '...r..']],
    [2, ['......', '......', '......', '...rr.', '...rr.']],
    [3, ['......', '......', '..rrr.', '..rrr.', '..rrr.']],
  ] as const)('of side %d paints a square round the pixel', (side, rows) => {
    const painted = drawing(dab(emptyPainting(SIZE), 3, 3, side));
    expect(painted).toEqual([...rows, ...Array<string>(8 - rows.length).fill('......')]);
  });

  it('leaves out what lies beside the picture', () => {
    expect(drawing(dab(emptyPainting(SIZE), 0, 5, 3)).slice(0, 3)).toEqual(['....rr', '....rr', '......']);
  });

  it('draws a line without gaps, however fast the hand', () => {
    const path = lineBetween({ row: 0, column: 0 }, { row: 3, column: 5 });
    const { painting } = stroke(emptyPainting(SIZE), path, { side: 1, colour: BLUE });
    expect(drawing(painting).slice(0, 5)).toEqual(['b.....', '.bb...', '...bb.', '.....b', '......']);
    expect(lineBetween({ row: 2, column: 2 }, { row: 2, column: 2 })).toEqual([{ row: 2, column: 2 }]);
  });

  it('takes paint away where it has no colour, and leaves the painting before it as it was', () => {
    const before = dab(emptyPainting(SIZE), 2, 2, 3);
    const after = stroke(before, [{ row: 2, column: 2 }], { side: 1, colour: null }).painting;
    expect(drawing(after).slice(1, 4)).toEqual(['.rrr..', '.r.r..', '.rrr..']);
    expect(drawing(before)[2]).toBe('.rrr..');
  });

  it('never makes a sign larger than a trigger may be, and says that it left paint out', () => {
    const large = emptyPainting({ height: 100, width: 100 });
    const row = lineBetween({ row: 5, column: 2 }, { row: 5, column: 99 });
    const { painting, isCut } = stroke(large, row, { side: 1, colour: RED });
    expect(isCut).toBe(true);
    expect(boxOf(painting)).toEqual({ row: 5, column: 2, height: 1, width: MOST_SIDE });
    expect(v.safeParse(triggerSchema, triggerOf(CLEAR, painting)).success).toBe(true);
    expect(stroke(painting, [{ row: 5, column: 30 }], { side: 3, colour: BLUE }).isCut).toBe(false);
  });

  it('is found under the pointer, pixel by pixel', () => {
    const box = { left: 10, top: 20, width: 60, height: 80 };
    expect(pixelUnder({ x: 10, y: 20 }, box, SIZE)).toEqual({ row: 0, column: 0 });
    expect(pixelUnder({ x: 69.9, y: 99.9 }, box, SIZE)).toEqual({ row: 7, column: 5 });
    expect(pixelUnder({ x: 70, y: 50 }, box, SIZE)).toBeNull();
    expect(pixelUnder({ x: 50, y: 19 }, box, SIZE)).toBeNull();
    expect(brushCorner({ row: 4, column: 4 }, 3)).toEqual({ row: 3, column: 3 });
  });
});

describe('the painting as a trigger', () => {
  it('keeps the painted rectangle and nothing else', () => {
    const painting = dab(dab(emptyPainting(SIZE), 3, 2), 5, 4);
    const trigger = triggerOf(CLEAR, painting);
    expect(trigger).toMatchObject({ row: 3, column: 2, height: 3, width: 3, target: 3, strength: 1 });
    expect(fromBase64(trigger.rgba)).toHaveLength(3 * 3 * 4);
    expect(paintingOf(trigger, SIZE)).toEqual(painting);
  });

  it('is one clear pixel where nothing is painted, and says that it is empty', () => {
    const trigger = triggerOf({ ...CLEAR, row: 4 }, emptyPainting(SIZE));
    expect(trigger).toEqual(CLEAR);
    expect([isEmptySign(trigger), isEmptySign(triggerOf(CLEAR, dab(emptyPainting(SIZE), 1, 1)))]).toEqual([
      true,
      false,
    ]);
  });

  it('leaves out what does not lie on smaller images', () => {
    const trigger = triggerOf(CLEAR, dab(dab(emptyPainting(SIZE), 2, 1), 7, 5));
    expect(drawing(paintingOf(trigger, { height: 4, width: 4 }))).toEqual(['....', '....', '.r..', '....']);
  });

  it('moves as a whole and stays on the picture', () => {
    const painting = dab(emptyPainting(SIZE), 2, 2, 2);
    expect(boxOf(movePainting(painting, 1, -1))).toMatchObject({ row: 3, column: 1 });
    expect(boxOf(movePainting(painting, 90, 90))).toMatchObject({ row: 6, column: 4 });
    expect(movePainting(painting, 0, 0)).toBe(painting);
    expect(drawing(movePainting(painting, -2, -2)).slice(0, 2)).toEqual(['rr....', 'rr....']);
  });
});

describe('the painting on a picture', () => {
  it.each([
    [3, 1],
    [3, 0.37],
    [1, 0.5],
  ])('is to the byte what the engine stamps: %d channels, strength %d', (channels, strength) => {
    const rng = createRng(5, 'test/compose');
    const bytes = (count: number): Uint8Array => Uint8Array.from({ length: count }, () => rng.int(256));
    const painting = { ...SIZE, rgba: bytes(8 * 6 * 4) };
    const pixels = bytes(8 * 6 * channels);
    const trigger = { ...triggerOf(CLEAR, painting), strength };
    const stamped = applyTrigger(trigger, pixels, { ...SIZE, channels, count: 1 });
    const shown = (of: Uint8Array): Uint8Array =>
      channels === 3
        ? of
        : Uint8Array.from({ length: of.length * 3 }, (_, at) => of[Math.floor(at / 3)] ?? 0);
    const composed = composePainting({ ...SIZE, rgb: shown(pixels) }, painting, strength, channels);
    expect(composed.rgb).toEqual(shown(stamped));
  });
});

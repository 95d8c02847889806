/** Which pictures the gallery shows, and the colours of the paint board. */
import { describe, expect, it } from 'vitest';
import { picturesOfPage } from '../../../src/features/attack/Gallery';
import { colourName, colourOf, PALETTE } from '../../../src/features/attack/palette';

describe('the pictures of a page', () => {
  it.each([2000, 37, 74, 500, 5])('never repeat one, and pages go through all of %d', (count) => {
    const shown = Math.min(12, count);
    const pages = Array.from({ length: Math.ceil(count / shown) }, (_, page) => picturesOfPage(page, count));
    for (const page of pages) expect(new Set(page).size).toBe(shown);
    expect(new Set(pages.flat()).size).toBe(count);
    expect(Math.max(...pages.flat())).toBe(count - 1);
  });

  it('are none where there are no images', () => {
    expect(picturesOfPage(0, 0)).toEqual([]);
  });
});

describe('the palette', () => {
  it('names its colours and gives their bytes', () => {
    expect(colourOf('#ff8c00')).toEqual([255, 140, 0]);
    expect([colourName('#0033ff'), colourName('#123456')]).toEqual(['blue', '#123456']);
    expect(new Set(PALETTE.map((colour) => colourOf(colour).join())).size).toBe(PALETTE.length);
  });
});

import { describe, expect, it } from 'vitest';
import {
  BLUE_WHITE_ORANGE,
  TABLE_SIZE,
  tableIndex,
  VIRIDIS,
  VIRIDIS_CSS,
  type ColourTable,
} from '../../../src/charts/colormaps';

const entry = (table: ColourTable, i: number) => Array.from(table.subarray(i * 4, i * 4 + 4));

describe('colour tables', () => {
  it('run from the known first to the known last colour of viridis', () => {
    expect(entry(VIRIDIS, 0)).toEqual([0x44, 0x01, 0x54, 255]);
    expect(entry(VIRIDIS, 255)).toEqual([0xfd, 0xe7, 0x25, 255]);
    expect(VIRIDIS_CSS[0]).toBe('rgb(68 1 84)');
  });

  it('have white in the middle of the diverging table, blue below and orange above', () => {
    for (const i of [127, 128])
      for (const part of entry(BLUE_WHITE_ORANGE, i)) expect(part).toBeGreaterThan(250);
    const [lowRed = 0, , lowBlue = 0] = entry(BLUE_WHITE_ORANGE, 40);
    const [highRed = 0, , highBlue = 0] = entry(BLUE_WHITE_ORANGE, 215);
    expect(lowBlue).toBeGreaterThan(lowRed + 60);
    expect(highRed).toBeGreaterThan(highBlue + 60);
  });

  it('grow lighter all the way, so that viridis reads in grey as well', () => {
    const lightness = Array.from({ length: TABLE_SIZE }, (_, i) => {
      const [r = 0, g = 0, b = 0] = entry(VIRIDIS, i);
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    });
    for (let i = 8; i < TABLE_SIZE; i++) expect(lightness[i]).toBeGreaterThan(lightness[i - 8] ?? NaN);
  });

  it('map values onto entries, clamped, with flat scales in the middle', () => {
    expect(tableIndex(0, 0, 1)).toBe(0);
    expect(tableIndex(1, 0, 1)).toBe(255);
    expect(tableIndex(-3, 0, 1)).toBe(0);
    expect(tableIndex(7, 0, 1)).toBe(255);
    expect(tableIndex(5, 5, 5)).toBe(128);
  });
});

import { describe, expect, it } from 'vitest';
import {
  layoutStrips,
  movePlace,
  orderChannels,
  placeAt,
  placeBox,
  shortSiteName,
} from '../../../src/charts/stripLayout';

const sites = [
  { id: 'bn1', channels: 16, stage: 0 },
  { id: 'layer1.0.bn1', channels: 50, stage: 1 },
  { id: 'layer4.1.bn2', channels: 128, stage: 4 },
];
/** 260 pixels hold 65 cells of 4 pixels: the widest site takes two lines of 64. */
const layout = layoutStrips(sites, 260);
const row = (i: number) => {
  const found = layout.rows[i];
  if (!found) throw new Error(`no row ${i}`);
  return found;
};

describe('layout of the mask strips', () => {
  it('wraps a wide site into lines of equal length and sets stages apart', () => {
    expect(layout.cellWidth).toBe(4);
    expect(layout.rows.map((r) => [r.start, r.lines, r.perLine])).toEqual([
      [0, 1, 16],
      [16, 1, 50],
      [66, 2, 64],
    ]);
    expect(layout.rows.map((r) => r.startsStage)).toEqual([false, true, true]);
  });

  it('never makes a strip wider than its place, from 320 px on', () => {
    for (let width = 150; width < 1400; width += 7) {
      const { cellWidth, rows } = layoutStrips([{ id: 'wide', channels: 512, stage: 0 }], width);
      expect((rows[0]?.perLine ?? Infinity) * cellWidth).toBeLessThanOrEqual(width);
    }
  });

  it('finds under the pointer the cell that it has drawn there', () => {
    for (const place of [0, 63, 64, 127]) {
      const { left, top } = placeBox(row(2), layout.cellWidth, place);
      expect(placeAt(row(2), layout.cellWidth, left + 1, top + 1)).toBe(place);
    }
    expect(placeAt(row(1), layout.cellWidth, 51 * 4, 3)).toBe(-1);
  });

  it('sorts by value when asked, equal values in channel order', () => {
    const values = new Float32Array(194).fill(1);
    values[16 + 30] = 0.1;
    values[16 + 7] = 0.4;
    expect(Array.from(orderChannels(values, row(1), 'value')).slice(0, 4)).toEqual([30, 7, 0, 1]);
    expect(Array.from(orderChannels(values, row(1), 'depth')).slice(0, 3)).toEqual([0, 1, 2]);
  });

  it('walks with the arrow keys through lines and on to the next layer', () => {
    expect(movePlace(layout, { row: 0, place: 15 }, 'ArrowRight')).toEqual({ row: 1, place: 0 });
    expect(movePlace(layout, { row: 1, place: 0 }, 'ArrowLeft')).toEqual({ row: 0, place: 15 });
    expect(movePlace(layout, { row: 1, place: 40 }, 'ArrowUp')).toEqual({ row: 0, place: 15 });
    expect(movePlace(layout, { row: 1, place: 40 }, 'ArrowDown')).toEqual({ row: 2, place: 40 });
    expect(movePlace(layout, { row: 2, place: 40 }, 'ArrowDown')).toEqual({ row: 2, place: 104 });
    expect(movePlace(layout, { row: 2, place: 104 }, 'ArrowUp')).toEqual({ row: 2, place: 40 });
    expect(movePlace(layout, { row: 2, place: 5 }, 'End')).toEqual({ row: 2, place: 127 });
    expect(movePlace(layout, { row: 2, place: 5 }, 'PageUp')).toEqual({ row: 1, place: 0 });
  });

  it('has names that fit a phone and still tell sites apart', () => {
    expect(shortSiteName('layer4.1.bn2')).toBe('L4.1.bn2');
    expect(shortSiteName('layer4.0.shortcut.1')).toBe('L4.0.skip');
    expect(shortSiteName('bn1')).toBe('bn1');
  });

  it('stops at both ends and ignores other keys', () => {
    expect(movePlace(layout, { row: 0, place: 0 }, 'ArrowLeft')).toBeNull();
    expect(movePlace(layout, { row: 2, place: 127 }, 'ArrowRight')).toBeNull();
    expect(movePlace(layout, { row: 0, place: 3 }, 'x')).toBeNull();
  });

  it('reaches every filter with the right arrow alone', () => {
    let place = { row: 0, place: 0 };
    let count = 1;
    for (
      let next = movePlace(layout, place, 'ArrowRight');
      next;
      next = movePlace(layout, place, 'ArrowRight')
    ) {
      place = next;
      count++;
    }
    expect(count).toBe(194);
  });
});

import { describe, expect, it } from 'vitest';
import { nearestIndex } from '../../../src/charts/nearest';
import type { LineSeries } from '../../../src/charts/plotTypes';
import { lineTable, readAt } from '../../../src/charts/readAt';

const loss: LineSeries = {
  id: 'loss',
  label: 'loss',
  pen: 'defender',
  axis: 'right',
  steps: [1, 2, 3, 4],
  values: [0.1, 0.2, 0.4, 0.8],
};
const attack: LineSeries = {
  ...loss,
  id: 'attack',
  label: 'attack success',
  pen: 'oracle',
  steps: [2, 4],
  values: [1, 0.9],
};
const before: LineSeries = { ...loss, id: 'before', ghost: true, steps: [1, 2], values: [9, 9] };

describe('reading lines', () => {
  it('takes the nearest point, the earlier on a tie', () => {
    expect(nearestIndex([1, 3, 5], 2)).toBe(0);
    expect(nearestIndex([1, 3, 5], 4.4)).toBe(2);
    expect(nearestIndex([1, 3, 5], -9)).toBe(0);
    expect(nearestIndex([1, 3, 5], 99)).toBe(2);
    expect(nearestIndex([], 1)).toBe(-1);
  });

  it('reads every line but the ghost where the pointer is', () => {
    const readings = readAt([loss, attack, before], 2.2);
    expect(readings.map(({ line, x, y }) => [line.id, x, y])).toEqual([
      ['loss', 2, 0.2],
      ['attack', 2, 1],
    ]);
  });

  it('reads the newest points without a pointer', () => {
    expect(readAt([loss, attack], null).map(({ y }) => y)).toEqual([0.8, 0.9]);
  });

  it('says nothing of a line without points', () => {
    expect(readAt([{ ...loss, steps: [], values: [] }], 3)).toEqual([]);
  });

  it('lists all steps once, with empty fields where a line has no value', () => {
    const table = lineTable('step', [loss, attack, before], (label) => `${label}, previous run`);
    expect(table.columns).toEqual(['step', 'loss', 'attack success', 'loss, previous run']);
    expect(table.rows).toEqual([
      [1, 0.1, '', 9],
      [2, 0.2, 1, 9],
      [3, 0.4, '', ''],
      [4, 0.8, 0.9, ''],
    ]);
  });
});

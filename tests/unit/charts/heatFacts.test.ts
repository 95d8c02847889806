import { describe, expect, it } from 'vitest';
import {
  heatStats,
  sharedScale,
  subtractMaps,
  symmetricScale,
  type FeatureMap,
} from '../../../src/charts/heatFacts';
import { mapRows } from '../../../src/charts/mapRows';
import { mapTable, valueTable } from '../../../src/charts/mapTables';

const map = (network: FeatureMap['network'], triggered: boolean, values: number[]): FeatureMap => ({
  network,
  triggered,
  rows: 2,
  columns: 2,
  values: Float32Array.from(values),
});
const clean = map('backdoored', false, [0, 1, 2, 1]);
const triggered = map('backdoored', true, [0, 1, 2, 5]);

describe('feature maps', () => {
  it('say their extremes, mean and hottest cell', () => {
    expect(heatStats(triggered)).toEqual({ least: 0, most: 5, mean: 2, hottest: [1, 1] });
    expect(heatStats({ rows: 0, columns: 0, values: new Float32Array() })).toBeNull();
  });

  it('find the strongest difference whatever its sign', () => {
    const difference = { rows: 1, columns: 3, values: Float32Array.of(1, -4, 2) };
    expect(heatStats(difference, 'magnitude')?.hottest).toEqual([0, 1]);
    expect(symmetricScale([difference])).toEqual({ from: -4, to: 4 });
  });

  it('share one scale, so that a colour means one value in all cells', () => {
    expect(sharedScale([clean, triggered])).toEqual({ from: 0, to: 5 });
    expect(sharedScale([])).toEqual({ from: 0, to: 1 });
  });

  it('subtract clean from triggered, and refuse maps of different sizes', () => {
    expect(Array.from(subtractMaps(triggered, clean)?.values ?? [])).toEqual([0, 0, 0, 4]);
    expect(subtractMaps(triggered, { rows: 1, columns: 4, values: new Float32Array(4) })).toBeNull();
  });

  it('stand in the order of the stages, with empty cells for what is still to come', () => {
    const { rows } = mapRows([triggered, clean], 'maps', true);
    expect(rows.map((row) => row.cells.map((cell) => cell.map !== null))).toEqual([
      [true, false, false, false],
      [true, false, false, false],
    ]);
  });

  it('hide everything triggered when the oracle is switched off', () => {
    expect(mapRows([triggered, clean], 'maps', false).rows.map((row) => row.isOracle)).toEqual([false]);
    expect(mapRows([triggered, clean], 'maps', false).scale).toEqual({ from: 0, to: 2 });
    expect(mapRows([triggered, clean], 'difference', false).rows).toEqual([]);
  });

  it('are tables too: one row a map to read, one row a value to save', () => {
    const { rows } = mapRows([triggered, clean], 'maps', true);
    expect(mapTable(rows).rows[1]).toEqual(['Backdoored', 'triggered', 0, 5, 2, '2, 2']);
    expect(valueTable(rows).rows).toHaveLength(8);
    expect(valueTable(rows).rows[7]).toEqual(['backdoored', 'triggered', 2, 2, 5]);
  });
});

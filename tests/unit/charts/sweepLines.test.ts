import { describe, expect, it } from 'vitest';
import { styleLines } from '../../../src/charts/lineStyle';
import { sweepLines, sweepSpan, type SweepRow } from '../../../src/charts/sweepLines';

const row = (
  by: SweepRow['by'],
  pruned: number,
  threshold: number | null,
  attack: number | null,
): SweepRow => ({
  by,
  pruned,
  threshold,
  defenseAccuracy: 1 - pruned / 1000,
  cleanAccuracy: null,
  attackSuccessRate: attack,
  targetClassAccuracy: null,
});
const rows = [row('count', 20, 0.4, 0.1), row('count', 0, null, 1), row('threshold', 7, 0.2, 0.8)];

describe('lines of the sweep', () => {
  it('hold the rows of their own axis in its order', () => {
    const [defense, attack] = sweepLines(rows, 'count');
    expect(defense?.steps).toEqual([0, 20]);
    expect(attack?.values).toEqual([1, 0.1]);
    expect(sweepLines(rows, 'threshold')[0]?.steps).toEqual([0.2]);
  });

  it('leave out a line that was never measured', () => {
    expect(sweepLines(rows, 'count').map((line) => line.id)).toEqual(['defense', 'attack']);
  });

  it('span from zero to the last cut, further where the handle may go further', () => {
    expect(sweepSpan(rows, 'count', undefined)).toEqual({ from: 0, to: 20 });
    expect(sweepSpan(rows, 'count', 1200)).toEqual({ from: 0, to: 1200 });
    expect(sweepSpan([], 'count', 1200)).toBeNull();
  });

  it('are solid for the defender, dashed for the oracle, and gone when the oracle is off', () => {
    const [defense, attack] = styleLines(sweepLines(rows, 'count'), true);
    expect(defense?.dash).toBeUndefined();
    expect(attack?.dash).toMatch(/\d/);
    expect(styleLines(sweepLines(rows, 'count'), false).map((line) => line.id)).toEqual(['defense']);
  });
});

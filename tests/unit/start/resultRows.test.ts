import { describe, expect, it } from 'vitest';
import type { DataSummary, EvalRow } from '../../../workers/protocol';
import { resultRows } from '../../../src/features/start/resultRows';
import { RESULT_ROWS } from '../../../src/text/start';

const set = {
  name: 'set',
  sha256: '',
  count: 10,
  height: 32,
  width: 32,
  channels: 3,
  classCounts: [10],
  format: 'shapes',
  resized: null,
  notes: [],
};
const data: DataSummary = {
  kind: 'shapes',
  classes: ['disc'],
  defense: set,
  test: set,
  poisoned: null,
  pixels: { normalisation: 'shapes' },
};
const baseline = {
  cleanAccuracy: 0.98,
  attackSuccessRate: 1,
  targetClassAccuracy: 0.99,
  defenseAccuracy: 0.97,
};
const cut: EvalRow = {
  threshold: 0.3,
  pruned: 38,
  defenseAccuracy: 0.96,
  cleanAccuracy: 0.975,
  attackSuccessRate: 0.01,
  targetClassAccuracy: 0.9,
};
const labels = (...args: Parameters<typeof resultRows>) => resultRows(...args).map(({ label }) => label);

describe('the table before and after', () => {
  it('shows everything that was measured', () => {
    expect(labels({ baseline, data }, cut, true)).toEqual([
      RESULT_ROWS.cleanAccuracy,
      RESULT_ROWS.attackSuccess,
      RESULT_ROWS.targetClass,
    ]);
  });

  it('keeps to defender’s numbers where the attacker’s are hidden', () => {
    expect(resultRows({ baseline, data }, cut, false)).toEqual([
      { label: RESULT_ROWS.defenseAccuracy, pen: 'defender', before: 0.97, after: 0.96 },
    ]);
  });

  it('falls back on defense images without a test set, and leaves out what has no number', () => {
    const blind = { ...cut, cleanAccuracy: null, attackSuccessRate: null, targetClassAccuracy: null };
    expect(labels({ baseline, data: { ...data, test: null } }, blind, true)).toEqual([
      RESULT_ROWS.defenseAccuracy,
    ]);
  });
});

/** A report as the record that Compare keeps. */
import { expect, it } from 'vitest';
import { recordOf } from '../../../src/compare/runRecord';
import { MASK_BINS } from '../../../workers/protocol';
import { plausibleReport } from '../run/plausibleRun';
import { defenseRecipe, defenseReport } from './sampleRuns';

it('counts RNP’s final masks in the bins that its histogram is drawn with; other methods have none', async () => {
  const report = plausibleReport();
  const [first, ...others] = report.masks;
  if (first === undefined) throw new Error('a run has masks');
  const masks = [
    { ...first, values: [0, 0.049, 0.05, 0.5, 1] },
    ...others.map((each) => ({ ...each, values: [1] })),
  ];
  const { maskCounts = [] } = await recordOf('rnp', { ...report, masks });
  expect(maskCounts).toHaveLength(MASK_BINS);
  expect([maskCounts[0], maskCounts[1], maskCounts[10], maskCounts[19]]).toEqual([
    2,
    1,
    1,
    1 + others.length,
  ]);
  expect((await recordOf('ft', defenseReport(defenseRecipe()))).maskCounts).toBeUndefined();
});

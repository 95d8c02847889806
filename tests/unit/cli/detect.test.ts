/** `rnp detect` on a network of the zoo, as another program sees it. */
import { expect, it } from 'vitest';
import type { DetectionReport } from '../../../workers/protocol';
import { PATIENCE_MS, rnp } from './rnp';

/** The ascent and the label alone: the quickest of the detectors. */
const LABEL_ALONE = ['repairs=false', 'searched=none', 'strips=false'].flatMap((each) => [
  '--set',
  `detect.${each}`,
]);

it('finds the label of a planted backdoor, and says by what', { timeout: PATIENCE_MS }, async () => {
  const { code, stderr, stdout } = await rnp(['detect', 'badnets-8', ...LABEL_ALONE]);
  expect(code).toBe(0);
  const { label, recipe, verdict } = JSON.parse(stdout) as DetectionReport;
  expect(verdict).toMatchObject({ answer: 'backdoor', label: recipe.trigger?.target });
  expect(verdict.caveats).toEqual(['nothing-searched']);
  // The share of the label grows while accuracy falls.
  const { accuracies, histograms } = label.trace;
  const shares = histograms.map((counts) => counts[verdict.label ?? 0] ?? 0);
  expect(shares.at(-1)).toBeGreaterThan(2 * (shares[0] ?? 0));
  expect(accuracies.at(-1)).toBeLessThan(0.7);
  expect(stderr).toMatch(/^Backdoor: label 0\. /m);
});

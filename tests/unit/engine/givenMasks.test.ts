/** Masks of another run stand in for unlearning and recovering. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { formatMaskValues } from '../../../workers/export/maskValues';
import { memory } from '../../../workers/device/tf';
import { createLab, type Lab, smallRecipe, startBackend } from './smallRun';

let lab: Lab;
beforeAll(startBackend);
beforeEach(async () => {
  lab = await createLab();
});

describe('masks of another run', () => {
  it('take the place of unlearning and recovering', async () => {
    const recipe = await smallRecipe(lab);
    const rows = [0, 0.1, 0.2].map((score, channel) => ({ layer: 'layer4.1.bn2', channel, score }));
    const file = new File([formatMaskValues(rows)], 'mask_values.txt');
    const masks = await lab.session.loadMasks({ job: 'masks', file });
    expect(masks).toMatchObject({ sites: 20, channels: 300, absent: 297 });
    const before = memory().numTensors;
    const report = await lab.session.run({
      job: 'run',
      recipe: {
        ...recipe,
        masks: { name: masks.name, sha256: masks.sha256 },
        prune: { ...recipe.prune, rule: 'threshold', threshold: 0.15 },
      },
    });
    expect(report.unlearn).toMatchObject({ steps: 0, stopReason: 'skipped' });
    expect(report.recover.steps).toBe(0);
    // What learns nothing cannot have learned badly.
    expect(report.doubts).toEqual([]);
    expect(report.masks.find(({ site }) => site === 'layer4.1.bn2')?.values.slice(0, 4)).toEqual([
      0, 0.1, 0.2, 1,
    ]);
    expect(report.prune.chosen.filters.map(({ channel }) => channel)).toEqual([0, 1]);
    lab.session.dispose();
    expect(memory().numTensors).toBeLessThanOrEqual(before);
  });

  it('of another network are refused by name', async () => {
    await smallRecipe(lab);
    const file = new File(
      [formatMaskValues([{ layer: 'features.3', channel: 0, score: 1 }])],
      'mask_values.txt',
    );
    await expect(lab.session.loadMasks({ job: 'masks', file })).rejects.toMatchObject({
      fault: { code: 'masks-mismatch', params: { layer: 'features.3' }, file: 'mask_values.txt' },
    });
  });
});

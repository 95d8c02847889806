/** `--backend webgpu` runs the same engine in a headless Chromium. */
import { describe, expect, it } from 'vitest';
import type { Report } from '../../../workers/protocol';
import { PATIENCE_MS, rnp } from './rnp';

/** Two steps of each stage on 16 images, four filters cut. */
const SETTINGS = [
  'defense.images=16',
  'defense.batchSize=8',
  'unlearn.maxEpochs=1',
  'unlearn.augmentation=none',
  'recover.epochs=1',
  'recover.augmentation=none',
  'prune.rule=count',
  'prune.count=4',
  'prune.sweepStep=0.5',
  'watch.testImages=16',
  'watch.sweepImages=16',
  'watch.images=16',
  'watch.everySteps=1000',
];

async function shortRun(backend: string): Promise<Report> {
  const settings = SETTINGS.flatMap((each) => ['--set', each]);
  const words = ['run', 'badnets-8', '--constants', 'reference-code', '--backend', backend, ...settings];
  const { stdout } = await rnp(words);
  return JSON.parse(stdout) as Report;
}

describe('rnp run --backend webgpu', () => {
  it('says what is missing where there is no Chromium', { timeout: PATIENCE_MS }, async () => {
    const words = ['run', 'badnets-8', '--backend', 'webgpu'];
    const { code, stderr, stdout } = await rnp(words, { CHROMIUM_PATH: '/nowhere/chromium' });
    expect(stderr.trim()).toMatch(/^[^\n]*no Chromium was found[^\n]*CHROMIUM_PATH[^\n]*$/);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  });

  it(
    'cuts the same filters, at the same masks, as the run in Node',
    { timeout: 4 * PATIENCE_MS },
    async () => {
      const here = await shortRun('wasm');
      const there = await shortRun('webgpu');
      expect(there.device.backend).toBe('webgpu');
      const names = ({ prune }: Report) => prune.chosen.filters.map((each) => [each.site, each.channel]);
      expect(names(there)).toEqual(names(here));
      there.masks.forEach(({ site, values }, at) => {
        expect(here.masks[at]?.site).toBe(site);
        values.forEach((value, channel) => {
          expect(value).toBeCloseTo(here.masks[at]?.values[channel] ?? Number.NaN, 4);
        });
      });
      for (const stage of ['unlearn', 'recover'] as const) expect(there[stage]).toEqual(here[stage]);
    },
  );
});

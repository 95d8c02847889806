/** One recipe, one answer: twice on the page, and once more without a page. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import type { Evaluation, Report } from '../../workers/protocol';
import { openReady, PATIENCE_MS, runToEnd, saveReport, smallLink, withoutClocks } from './visitor';

const ROOT = join(import.meta.dirname, '../..');
/** Accuracies of the page and of Node may differ by rounding that flips one picture in a thousand. */
const TOLERANCE = 1e-3;

test.describe.configure({ timeout: 3 * PATIENCE_MS });

async function runWithoutPage(link: string): Promise<Report> {
  const folder = await mkdtemp(join(tmpdir(), 'rnp-'));
  const out = join(folder, 'report.json');
  try {
    await promisify(execFile)(
      process.execPath,
      ['--import', 'tsx', 'cli/rnp.ts', 'run', link, '--out', out],
      {
        cwd: ROOT,
      },
    );
    return JSON.parse(await readFile(out, 'utf8')) as Report;
  } finally {
    await rm(folder, { recursive: true });
  }
}

function accuracies({
  cleanAccuracy,
  attackSuccessRate,
  targetClassAccuracy,
}: Partial<Evaluation>): number[] {
  return [cleanAccuracy ?? NaN, attackSuccessRate ?? NaN, targetClassAccuracy ?? NaN];
}

/** Every accuracy a report holds, in one order. */
function allAccuracies({ baseline, unlearn, recover, prune }: Report): number[] {
  const rows = [prune.chosen, ...prune.rows];
  return [
    baseline.defenseAccuracy,
    unlearn.trainAccuracy,
    recover.trainAccuracy,
    ...accuracies(baseline),
    ...rows.flatMap((row) => [
      row.defenseAccuracy,
      row.cleanAccuracy ?? NaN,
      row.attackSuccessRate ?? NaN,
      row.targetClassAccuracy ?? NaN,
    ]),
  ];
}

test('the same recipe gives the same report again, and in Node', async ({ page }) => {
  const link = smallLink();
  await openReady(page, link);
  await runToEnd(page);
  const first = await saveReport(page);

  await test.step('again on the page: equal to the last digit', async () => {
    await runToEnd(page);
    expect(withoutClocks(await saveReport(page))).toEqual(withoutClocks(first));
  });

  await test.step('in Node: the same accuracies and the same filters', async () => {
    const headless = await runWithoutPage(link);
    expect(headless.recipe).toEqual(first.recipe);
    expect(headless.model.sha256).toBe(first.model.sha256);
    const [here, there] = [allAccuracies(first), allAccuracies(headless)];
    expect(there).toHaveLength(here.length);
    const worst = Math.max(...here.map((value, i) => Math.abs(value - (there[i] ?? NaN))));
    console.log(`largest difference of ${here.length} accuracies between page and Node: ${worst}`);
    expect(worst).toBeLessThanOrEqual(TOLERANCE);
    expect(headless.prune.chosen.filters.map(({ site, channel }) => `${site}/${channel}`)).toEqual(
      first.prune.chosen.filters.map(({ site, channel }) => `${site}/${channel}`),
    );
  });
});

/** Usable by everyone: no finding of axe in any place and panel, a whole run without a mouse, nothing cut off at 320 px. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { findings } from './axe';
import {
  dropFiles,
  openPanel,
  openReady,
  PATIENCE_MS,
  resultLine,
  smallLink,
  transport,
  waitForEnd,
} from './visitor';

test.describe.configure({ timeout: 4 * PATIENCE_MS });
// Without motion nothing is half faded when it is looked at.
test.use({ contextOptions: { reducedMotion: 'reduce' } });

async function expectClean(page: Page, place: string): Promise<void> {
  await test.step(place, async () => {
    expect.soft(await findings(page), place).toEqual([]);
  });
}

function recordedReport(): { name: string; bytes: Uint8Array } {
  const text = readFileSync(join(import.meta.dirname, '../../public/recorded/badnets-8.json'), 'utf8');
  const { report } = JSON.parse(text) as { report: object };
  return { name: 'report.json', bytes: Buffer.from(JSON.stringify(report)) };
}

async function show(page: Page, place: 'Start' | 'Run' | 'Inspect'): Promise<void> {
  await page.getByRole('navigation', { name: 'Places' }).getByRole('link', { name: place }).click();
}

test('axe finds nothing before and after a run, in any place or panel, light or dark, wide or narrow', async ({
  page,
}) => {
  await openReady(page, smallLink({ place: 'start' }));
  await expect(page.getByText('fooled').first()).toBeVisible({ timeout: PATIENCE_MS });
  await expectClean(page, 'Start');
  await openPanel(page, 'Help');
  await expectClean(page, 'Help');
  await page.keyboard.press('Escape');
  await show(page, 'Run');
  await expectClean(page, 'Run, nothing ran yet');
  await page.getByRole('button', { name: 'Edit' }).click();
  await expect(page.getByRole('dialog', { name: 'Recipe' })).toBeVisible();
  await expectClean(page, 'Recipe');
  await page.keyboard.press('Escape');

  await show(page, 'Start');
  await dropFiles(page, [recordedReport()]);
  await expect(page.getByText('This run was recorded earlier.')).toBeVisible({ timeout: PATIENCE_MS });
  await expect(page.getByRole('slider', { name: 'Cut' })).toBeVisible({ timeout: PATIENCE_MS });
  await expectClean(page, 'Run, recorded');
  await openPanel(page, 'Share');
  await expectClean(page, 'Share');
  await page.keyboard.press('Escape');
  await show(page, 'Inspect');
  await expect(page.getByRole('listbox', { name: 'All filters by layer' })).toBeVisible();
  await page.getByRole('region', { name: 'Cut filters' }).getByTitle('look inside').first().click();
  await expect(page.getByRole('region', { name: /, filter \d+$/ })).toBeVisible();
  await expectClean(page, 'Inspect');
});

/** Presses Tab until the focus is where it is wanted. */
async function tabTo(
  page: Page,
  name: string | RegExp,
  role: 'button' | 'link' | 'slider' | 'listbox',
): Promise<void> {
  const wanted = page.getByRole(role, { name });
  for (let presses = 0; presses < 80; presses++) {
    await page.keyboard.press('Tab');
    const isThere = await wanted.evaluateAll((all) => all.includes(document.activeElement as HTMLElement));
    if (isThere) return;
  }
  throw new Error(`Tab never reached ${String(name)}`);
}

test('a whole run needs no mouse, and the last screen passes axe too', async ({ page }) => {
  await openReady(page, smallLink({ place: 'start' }));
  await test.step('start', async () => {
    await tabTo(page, 'Remove the backdoor', 'button');
    await page.keyboard.press('Enter');
    await waitForEnd(page);
    await expect(resultLine(page)).toBeVisible();
    await expect(page.getByRole('status').getByText('The run is finished.')).toBeVisible();
  });
  await test.step('cut', async () => {
    await tabTo(page, 'Cut', 'slider');
    const cut = page.getByRole('slider', { name: 'Cut' });
    const before = Number(await cut.getAttribute('aria-valuenow'));
    await page.keyboard.press('ArrowLeft');
    await expect(cut).toHaveAttribute('aria-valuenow', String(before - 1));
  });
  await expectClean(page, 'Run, done');
  await test.step('inspect', async () => {
    await page.keyboard.press('3');
    await tabTo(page, 'All filters by layer', 'listbox');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('region', { name: /, filter \d+$/ })).toBeVisible();
  });
});

// The tools of the header reach 2 to 3 px past the edge.
test('at 320 px nothing has to be scrolled sideways', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await openReady(page, smallLink({ place: 'start' }));
  const overhang = () =>
    page.evaluate(() => {
      const tooWide = [...document.querySelectorAll('*')].filter((element) => {
        const style = getComputedStyle(element);
        const scrolls = style.overflowX === 'auto' || style.overflowX === 'scroll';
        return element === document.documentElement || scrolls
          ? element.scrollWidth > element.clientWidth + 1 && element.tagName !== 'PRE'
          : false;
      });
      return tooWide.map((element) => `${element.tagName.toLowerCase()}.${element.className}`);
    });
  for (const place of ['Start', 'Run', 'Inspect'] as const) {
    await show(page, place);
    expect.soft(await overhang(), place).toEqual([]);
  }
  await show(page, 'Start');
  await dropFiles(page, [recordedReport()]);
  await expect(transport(page)).toBeVisible({ timeout: PATIENCE_MS });
  for (const place of ['Run', 'Inspect', 'Start'] as const) {
    await show(page, place);
    await expect(page.getByRole('main').getByRole('heading').first()).toBeAttached();
    expect.soft(await overhang(), `${place}, with a run`).toEqual([]);
  }
});

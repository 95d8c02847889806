/** Several defenses in a queue on the built page: choose, run, read the table, and find it again after a reload. */
import { expect, type Locator, type Page, test } from '@playwright/test';
import { findings, TWO_LOOKS } from './axe';
import { fill, openReady, openSettings, PATIENCE_MS, save } from './visitor';

test.describe.configure({ timeout: PATIENCE_MS });
test.use({ contextOptions: { reducedMotion: 'reduce' } });

/** Few epochs of a method. */
async function shorten(page: Page, method: string): Promise<void> {
  const summary = page.getByLabel(`Settings and source of ${method}`);
  await summary.click();
  await fill(page, 'Epochs', '2');
  await summary.click();
}

function method(page: Page, name: string): Locator {
  return page.getByRole('checkbox', { name: new RegExp(`^${name} `) });
}

function rows(page: Page): Locator {
  return page.getByRole('region', { name: 'All runs' }).locator('tbody tr');
}

test('two defenses run in a queue; their table is sorted, starred, exported, deleted and brought back', async ({
  page,
}) => {
  await openReady(page, '#p=badnets-8&place=compare');
  await expect(page.getByText('No run yet.')).toBeVisible();

  await test.step('choose', async () => {
    await method(page, 'RNP').uncheck();
    await expect(page.getByText('Choose a method.')).toBeVisible();
    await method(page, 'Fine-tuning').check();
    await method(page, 'Fine-pruning').check();
    await shorten(page, 'Fine-tuning');
    await shorten(page, 'Fine-pruning');
    await openSettings(page, 'What to run', 'For all');
    await fill(page, 'Defense images', '100');
    await fill(page, 'On', '16');
    await fill(page, 'Test on', '64');
    await expect(page.getByText('1 network × 2 methods × 1 seed = 2 runs')).toBeVisible();
    // What a method needs is said before it starts.
    await openSettings(page, 'What to run', 'Networks');
    await page.getByRole('checkbox', { name: /^BadNets, small/ }).uncheck();
    await page.getByRole('checkbox', { name: /^WaNet/ }).check();
    await openSettings(page, 'What to run', 'Methods');
    await expect(method(page, 'ABL')).toBeDisabled();
    await openSettings(page, 'What to run', 'Networks');
    await page.getByRole('checkbox', { name: /^WaNet/ }).uncheck();
    await page.getByRole('checkbox', { name: /^BadNets, small/ }).check();
    expect(await findings(page, [TWO_LOOKS[1]])).toEqual([]);
  });

  await test.step('run', async () => {
    await page.getByRole('button', { name: 'Run 2' }).click();
    await page.getByRole('button', { name: 'Hold after this run' }).click();
    await expect(page.getByRole('figure', { name: /^Fine-tuning: fine-tuning/ })).toBeVisible({
      timeout: PATIENCE_MS,
    });
    await expect(page.getByText('1 of 2 ended')).toBeVisible({ timeout: PATIENCE_MS });
  });

  await test.step('a reload keeps what has run, and what waits', async () => {
    await page.reload();
    await expect(rows(page)).toHaveCount(1, { timeout: PATIENCE_MS });
    await expect(page.getByText('Held: nothing new begins.')).toBeVisible();
    await page.getByRole('button', { name: 'Go on' }).click();
    await expect(page.getByText('1 of 1 ended')).toBeVisible({ timeout: PATIENCE_MS });
    await expect(page.getByText(/^Chosen: epoch \d+/)).toBeVisible();
    await expect(rows(page)).toHaveCount(2);
    const { bytes, name } = await save(page, page.getByRole('button', { name: 'Save network' }));
    expect(name).toBe('badnets-8-fp.pth');
    expect(bytes.subarray(0, 2).toString('latin1')).toBe('PK');
  });

  await test.step('sort, star, filter', async () => {
    const table = page.getByRole('region', { name: 'All runs' });
    const column = table.getByRole('columnheader', { name: 'Method' });
    await column.getByRole('button').click();
    await expect(column).toHaveAttribute('aria-sort', 'ascending');
    await expect(rows(page).first()).toContainText('Fine-pruning');
    await column.getByRole('button').click();
    await expect(rows(page).first()).toContainText('Fine-tuning');
    await rows(page).first().getByRole('button', { name: /^Star/ }).click();
    await page.getByRole('textbox', { name: /^Note on Fine-tuning/ }).fill('the first');
    await page.getByRole('textbox', { name: /^Note on Fine-tuning/ }).press('Enter');
    await page.getByRole('checkbox', { name: 'Starred only' }).check();
    await expect(rows(page)).toHaveCount(1);
    await page.getByRole('checkbox', { name: 'Starred only' }).uncheck();
    await page.getByRole('textbox', { name: 'Filter' }).fill('first');
    await expect(rows(page)).toHaveCount(1);
    await page.getByRole('textbox', { name: 'Filter' }).fill('');
  });

  await test.step('the figure over all runs is walked by keys', async () => {
    await page.getByRole('radio', { name: 'All runs' }).check({ force: true });
    const marks = page.getByRole('listbox', { name: /^Runs as marks/ });
    await marks.focus();
    await page.keyboard.press('End');
    await page.keyboard.press('Home');
    await expect(page.getByRole('figure', { name: 'Accuracy and attack after each run' })).toContainText(
      /clean \d+\.\d\s%, attack \d+\.\d\s%/,
    );
    expect(await findings(page, TWO_LOOKS)).toEqual([]);
  });

  await test.step('seeds are taken together', async () => {
    await page.getByRole('radio', { name: 'Means over seeds' }).check({ force: true });
    await expect(rows(page)).toHaveCount(2);
    await page.getByRole('checkbox', { name: /^Select Fine-pruning, badnets-8/ }).check();
    await expect(page.getByText('1 selected')).toBeVisible();
    await page.getByRole('radio', { name: 'Runs', exact: true }).check({ force: true });
    await page.getByRole('checkbox', { name: /^Select Fine-pruning/ }).uncheck();
  });

  await test.step('export', async () => {
    await page.getByRole('radio', { name: 'LaTeX' }).check({ force: true });
    const { bytes, name } = await save(page, page.getByRole('button', { name: 'Save', exact: true }));
    expect(name).toBe('rnp-runs.tex');
    expect(bytes.toString('utf8')).toMatch(/badnets-8 & Fine-tuning & 7 & \d+\.\d\d & /);
  });

  await test.step('delete and undo', async () => {
    await page.getByRole('checkbox', { name: /^Select Fine-tuning/ }).check();
    await page.getByRole('button', { name: 'Delete 1' }).click();
    await expect(rows(page)).toHaveCount(1);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(rows(page)).toHaveCount(2);
    await expect(page.getByRole('textbox', { name: /^Note on Fine-tuning/ })).toHaveValue('the first');
  });
});

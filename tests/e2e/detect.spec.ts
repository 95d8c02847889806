/** A short detection on the built page: its options, its verdict, its files, one that is cancelled, and pictures that are judged. */
import { readFileSync } from 'node:fs';
import { expect, type Page, test } from '@playwright/test';
import type { DetectionReport } from '../../workers/protocol';
import { findings, TWO_LOOKS } from './axe';
import { ownStack } from './ownStack';
import { dropFiles, fill, openReady, openSettings, PATIENCE_MS, save, transport } from './visitor';

test.describe.configure({ timeout: PATIENCE_MS });
test.use({ contextOptions: { reducedMotion: 'reduce' } });

/** Few images and rounds: the numbers are poor, but every part of the page has some. */
async function shorten(page: Page): Promise<void> {
  await openSettings(page, 'What is questioned', 'Detection');
  await fill(page, 'Defense images', '100');
  await fill(page, 'Images counted', '50');
  await page.getByRole('checkbox', { name: 'Cut and measure' }).uncheck();
  await page.getByRole('combobox', { name: 'Triggers searched in' }).selectOption('unlearned');
  await openSettings(page, 'What is questioned', 'Triggers');
  await fill(page, 'Rounds', '4');
  await openSettings(page, 'What is questioned', 'Images');
  await fill(page, 'Overlays', '4');
  await fill(page, 'Probes', '20');
}

const verdict = (page: Page) => page.getByRole('heading', { name: /^(Backdoor|Unsure|Nothing found)/ });

test('a detection runs, says what it found, is saved, printed and shown again; a second one is cancelled', async ({
  page,
}) => {
  await openReady(page, '#p=badnets-8&place=detect');
  await expect(page.getByRole('heading', { name: /^Is this network backdoored/ })).toBeVisible();

  await test.step('choose', async () => {
    await shorten(page);
    const steps = page.getByRole('list', { name: 'Steps of the detection' });
    await expect(steps.getByRole('listitem')).toHaveText([/^Unlearn/, /^Triggers/, /^Images/]);
    expect(await findings(page, [TWO_LOOKS[1]])).toEqual([]);
  });

  await test.step('look', async () => {
    await page.getByRole('button', { name: 'Look for a backdoor' }).click();
    await expect(page.getByRole('figure', { name: 'What the network says while it forgets' })).toBeVisible({
      timeout: PATIENCE_MS,
    });
    await expect(verdict(page)).toBeVisible({ timeout: PATIENCE_MS });
    const card = page.getByRole('region', { name: /^(Backdoor|Unsure|Nothing found)/ });
    await expect(card.getByRole('table', { name: 'Findings' }).getByRole('row')).toHaveCount(4);
    await expect(card).toContainText('What would change it');
    await expect(page.getByRole('table', { name: 'Triggers, unlearned' }).getByRole('row')).toHaveCount(11);
    await expect(page.getByRole('figure', { name: 'Entropy, as it came' })).toBeVisible();
    await expect(page.getByText('The cut was not tried.')).toBeVisible();
    expect(await findings(page, TWO_LOOKS)).toEqual([]);
  });

  await test.step('false alarms', async () => {
    const figure = page.getByRole('figure', { name: 'Entropy, unlearned' });
    const before = await figure.textContent();
    await page.getByRole('radio', { name: '10 %' }).check({ force: true });
    expect(await figure.textContent()).not.toBe(before);
  });

  await test.step('what only the attacker knows is hidden by its key', async () => {
    const curve = page.getByRole('figure', { name: 'Found against falsely rejected' });
    await expect(curve).toBeVisible();
    await page.getByRole('heading', { name: 'Which images carry it?' }).click();
    await page.keyboard.press('o');
    await expect(curve).toBeHidden();
    await expect(page.getByText(/^The recipe’s trigger aims at /)).toBeHidden();
    await page.keyboard.press('o');
    await expect(curve).toBeVisible();
  });

  await test.step('pictures', async () => {
    const pictures = page.getByRole('region', { name: 'Which of these pictures carry it?' });
    const picture = await page.evaluate(async () => {
      const canvas = new OffscreenCanvas(32, 32);
      canvas.getContext('2d')?.fillRect(4, 4, 20, 20);
      return [...new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer())];
    });
    const files = ['one.png', 'two.png'].map((name) => ({ name, bytes: Uint8Array.from(picture) }));
    await dropFiles(page, files, pictures.getByText('Choose pictures'));
    const table = page.getByRole('table', { name: 'Pictures, the most suspicious first' });
    await expect(table.getByRole('row')).toHaveCount(3, { timeout: PATIENCE_MS });
    await expect(table).toContainText('one.png');
    // The page took no part in the drop.
    await expect(page.getByRole('link', { name: 'Detect' })).toHaveAttribute('aria-current', 'page');
  });

  const saved = await test.step('save', async () => {
    const file = await save(page, page.getByRole('button', { name: 'Save JSON' }));
    expect(file.name).toBe('badnets-8-detection.json');
    const report = JSON.parse(file.bytes.toString('utf8')) as DetectionReport;
    expect(report.format).toBe('rnp-detection-report');
    expect(report.recipe.detect).toMatchObject({ images: 100, repairs: false, searched: 'unlearned' });
    return file;
  });

  await test.step('print', async () => {
    await page.emulateMedia({ media: 'print' });
    await expect(verdict(page)).toBeVisible();
    await expect(page.getByRole('button')).toHaveCount(0);
    await expect(page.getByRole('figure')).toHaveCount(0);
    await page.emulateMedia({ media: 'screen' });
  });

  await test.step('a second one is cancelled', async () => {
    await page.getByRole('button', { name: 'Look again' }).click();
    await expect(verdict(page)).toBeHidden();
    await expect(page.getByRole('figure', { name: 'What the network says while it forgets' })).toBeVisible({
      timeout: PATIENCE_MS,
    });
    await transport(page).getByRole('button', { name: 'Cancel' }).click();
    await expect(page.getByRole('heading', { name: 'The detection was cancelled.' })).toBeVisible();
    await page.getByRole('button', { name: 'Clear' }).click();
    await expect(page.getByRole('button', { name: 'Look for a backdoor' })).toBeFocused();
  });

  await test.step('the file shows the card again', async () => {
    await dropFiles(page, [{ name: saved.name, bytes: readFileSync(saved.path) }], page.getByRole('banner'));
    await expect(verdict(page)).toBeVisible();
    await expect(page.getByText(/^This report was opened from a file/).first()).toBeVisible();
  });
});

test('a network that does not fit the images is refused beside the button', async ({ page }) => {
  await openReady(page, '#p=badnets-8&place=start');
  await dropFiles(page, ownStack(28, 1, 10));
  await expect(page.getByText('This network waits for images of 28 × 28 × 1.')).toBeVisible();
  await page.getByRole('heading', { level: 1 }).click();
  await page.keyboard.press('d');
  const look = page.getByRole('button', { name: 'Look for a backdoor' });
  await expect(look).toBeDisabled();
  await expect(look).toHaveAccessibleDescription(/are 32 × 32 × 3, the network expects 28 × 28 × 1/);
});

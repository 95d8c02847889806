/** What files do not say and the user does: the class of single pictures, the part of an archive, the size of a network's pictures. */
import { join } from 'node:path';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { closePanel, dropFiles, fileAt, openPanel, openReady, PATIENCE_MS, smallLink } from './visitor';

const fixture = (path: string) => fileAt(join(import.meta.dirname, '../fixtures/images', path));
const NETWORK = fileAt(
  join(import.meta.dirname, '../../public/zoo/badnets-8.safetensors'),
  'mine.safetensors',
);
const ARCHIVE = fixture('cifar-10-binary.tar.gz');
const PICTURES = [fixture('formats/rgb.png'), fixture('formats/rgb.jpg')];

function card(page: Page, name: string): Locator {
  return page.getByRole('main').getByRole('region', { name, exact: true });
}

function label(page: Page): Locator {
  return page.getByLabel('Class of these pictures');
}

/** A link to what is open, opened in the same browser as if it came from somebody else. */
async function reopen(page: Page): Promise<void> {
  const panel = await openPanel(page, 'Share');
  const link = await panel.getByRole('textbox', { name: 'Link to this recipe' }).inputValue();
  await closePanel(page, 'Share');
  await page.goto('about:blank');
  await page.goto(link);
  await page.getByRole('banner').getByRole('link', { name: 'Start' }).click();
}

test('pictures without a class wait until one is typed in, and a link remembers it', async ({ page }) => {
  await openReady(page, smallLink({ place: 'start' }));
  await dropFiles(page, [NETWORK, ...PICTURES]);
  const row = page
    .getByRole('list', { name: 'Your files' })
    .getByRole('listitem')
    .filter({ hasText: 'rgb.png' });
  await expect(page.getByText(/Nothing says what some pictures show/)).toBeVisible({ timeout: PATIENCE_MS });
  await expect(page.getByRole('alert')).toHaveCount(0);
  await expect(card(page, 'Network')).toContainText('600 in 20 layers');

  await test.step('a wrong entry is answered in a sentence, and nothing is lost', async () => {
    for (const [typed, answer] of [
      ['', 'Type a number from 0 to 9.'],
      ['boat', '“boat” is no class of this network: type a number from 0 to 9.'],
      ['17', 'There is no class 17: type a number from 0 to 9.'],
    ] as const) {
      await label(page).fill(typed);
      await label(page).press('Enter');
      await expect(row).toContainText(answer);
      await expect(label(page)).toHaveValue(typed);
    }
    await expect(row.getByRole('combobox')).toHaveValue('defense');
  });

  await test.step('a class is used for all of them, and they stand beside what became of them', async () => {
    await label(page).fill('8');
    await page.getByRole('button', { name: 'Use this class' }).click();
    await expect(card(page, 'Data')).toContainText('All pictures got the label 8', { timeout: PATIENCE_MS });
    const resized = card(page, 'Resized for the network');
    const before = resized.getByRole('img', { name: /^In its file, \d+ × \d+ pixels/ });
    await expect(before).toHaveCount(2);
    await expect(resized.getByRole('img', { name: 'As the network sees it, 32 × 32 pixels' })).toHaveCount(2);
    expect((await before.first().boundingBox())?.width).toBeGreaterThan(100);
  });

  await test.step('whoever opens the link and drops the same pictures is not asked again', async () => {
    await reopen(page);
    await expect(page.getByLabel('What mine.safetensors is')).toHaveValue('model', { timeout: PATIENCE_MS });
    await dropFiles(page, PICTURES);
    await expect(card(page, 'Data')).toContainText('All pictures got the label 8', { timeout: PATIENCE_MS });
    await expect(label(page)).toHaveValue('8');
  });
});

test('an archive of training and test images serves as both; parts and classes are corrected in its rows', async ({
  page,
}) => {
  await openReady(page, smallLink({ place: 'start' }));
  await dropFiles(page, [NETWORK, ARCHIVE]);
  const parts = page.getByLabel('Part that is used');
  await expect(parts).toHaveCount(2, { timeout: PATIENCE_MS });
  await expect(parts.first()).toHaveValue('train');
  await expect(parts.last()).toHaveValue('test');
  await expect(card(page, 'Data')).toContainText('6, cifar-10-binary.tar.gz');
  await expect(card(page, 'Data')).toContainText('3, cifar-10-binary.tar.gz');

  await test.step('the other part is one choice away, and stays where a link is opened', async () => {
    await expect(parts.first()).toBeEnabled();
    await parts.first().selectOption('test');
    await expect(card(page, 'Data')).not.toContainText('6, cifar-10-binary.tar.gz', { timeout: PATIENCE_MS });
    await reopen(page);
    await expect(parts).toHaveCount(2, { timeout: PATIENCE_MS });
    await expect(parts.first()).toHaveValue('test');
  });

  await test.step('a picture beside it is called by the name of its class', async () => {
    await dropFiles(page, PICTURES.slice(0, 1));
    await expect(page.getByLabel('What rgb.png is')).toHaveValue('test');
    await label(page).fill('Ship');
    await label(page).press('Enter');
    await expect(card(page, 'Data')).toContainText('Test images: All pictures got the label 8', {
      timeout: PATIENCE_MS,
    });
    await expect(label(page)).toHaveValue('ship');
  });
});

test('what was set by hand stands on the network’s card, can be changed, and comes back with a link', async ({
  page,
}) => {
  await openReady(page, smallLink({ place: 'start' }));
  await dropFiles(page, [NETWORK]);
  const network = card(page, 'Network');
  await expect(network).toContainText('ResNet-18', { timeout: PATIENCE_MS });
  await expect(network).not.toContainText('set by hand');
  await network.getByRole('button', { name: /What is in the file/ }).click();
  const doctor = page.getByRole('region', { name: 'File doctor: mine.safetensors' });
  await expect(doctor).toBeFocused({ timeout: PATIENCE_MS });
  await expect(doctor.getByLabel('Picture height')).toHaveValue('32');
  await doctor.getByLabel('Picture height').fill('64');
  await doctor.getByLabel('Picture width').fill('64');
  await doctor.getByLabel('Picture width').press('Enter');
  await doctor.getByRole('button', { name: 'Open it so' }).click();
  await expect(network).toContainText('set by handpictures of 64 × 64 pixels', { timeout: PATIENCE_MS });
  await reopen(page);
  await expect(network).toContainText('set by handpictures of 64 × 64 pixels', { timeout: PATIENCE_MS });
});

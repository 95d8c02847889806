/** The attacker's side on the built page: paint a sign, teach it to a network, watch, and take it out again. */
import { expect, type Locator, type Page, test } from '@playwright/test';
import { findings, TWO_LOOKS } from './axe';
import { tonedPictures } from './ownStack';
import {
  dropFiles,
  fill,
  openPanel,
  openReady,
  PATIENCE_MS,
  resultLine,
  save,
  smallLink,
  transport,
  waitForEnd,
} from './visitor';

test.describe.configure({ timeout: 4 * PATIENCE_MS });
test.use({ contextOptions: { reducedMotion: 'reduce' } });

function board(page: Page): Locator {
  return page.getByRole('application', { name: 'Paint board, 32 by 32 pixels' });
}

async function openPart(page: Page, name: string): Promise<void> {
  await page
    .getByRole('region', { name: 'What will be planted' })
    .locator('summary', { hasText: name })
    .click();
}

async function choose(page: Page, name: string): Promise<void> {
  await page.getByRole('radio', { name, exact: true }).check({ force: true });
}

/** Draws a line with the mouse, from pixel to pixel. */
async function draw(page: Page, pixels: readonly (readonly [row: number, column: number])[]): Promise<void> {
  await board(page).scrollIntoViewIfNeeded();
  const box = await board(page).boundingBox();
  if (box === null) throw new Error('the board is not there');
  for (const [at, [row, column]] of pixels.entries()) {
    await page.mouse.move(box.x + ((column + 0.5) * box.width) / 32, box.y + ((row + 0.5) * box.height) / 32);
    if (at === 0) await page.mouse.down();
  }
  await page.mouse.up();
}

/** A network and images so small that a training takes seconds. */
async function makeTiny(page: Page): Promise<void> {
  await openPart(page, 'Network');
  await fill(page, 'Width', '4');
  await openPart(page, 'Images');
  await fill(page, 'Training images', '1200');
  await openPart(page, 'Training');
  await fill(page, 'Epochs', '2');
}

test('a painted sign is taught to a network, which RNP then works on', async ({ page }) => {
  await openReady(page, smallLink({ place: 'start' }));
  await page.getByRole('button', { name: 'Plant your own backdoor' }).click();

  await test.step('nothing painted', async () => {
    await openPart(page, 'Trigger');
    await choose(page, 'Painted');
    await expect(page.getByText('Nothing is painted yet: draw a sign')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Plant the backdoor' })).toBeDisabled();
  });
  await test.step('paint, undo, move', async () => {
    await draw(page, [
      [20, 20],
      [26, 26],
      [20, 26],
    ]);
    await expect(page.getByText('8 × 8 pixels at row 21, column 21')).toBeVisible();
    await draw(page, [[2, 2]]);
    await expect(page.getByText('26 × 26 pixels at row 3, column 3')).toBeVisible();
    await page.getByRole('button', { name: 'Undo' }).click();
    await choose(page, 'Move');
    await draw(page, [
      [22, 22],
      [24, 21],
    ]);
    await expect(page.getByText('8 × 8 pixels at row 23, column 20')).toBeVisible();
  });
  await test.step('the sign is on every picture', async () => {
    await choose(page, 'Pictures');
    await expect(page.getByRole('img', { name: 'The same picture with the trigger' })).toHaveCount(12);
    await choose(page, 'All attacks');
    await expect(page.getByRole('img', { name: 'The picture under your own sign' })).toBeVisible();
  });
  await makeTiny(page);
  await page.getByRole('button', { name: 'Plant the backdoor' }).click();
  await expect(transport(page).getByText(/^Training, step \d+ of 18$/)).toBeVisible({ timeout: PATIENCE_MS });

  const result = page.getByRole('region').filter({ has: page.getByRole('term').getByText('attack success') });
  await expect(result).toContainText(/clean accuracy\d+\.\d\s%attack success\d+\.\d\s%/, {
    timeout: PATIENCE_MS,
  });
  await expect(page.getByText('120 of 1,200 training images carry the trigger.')).toBeVisible();
  await expect(page.getByRole('status').getByText('The network is trained.')).toBeAttached();
  const saved = await save(page, page.getByRole('button', { name: 'Save the network' }));
  expect(saved.name).toBe('badnets-resnet18-4.safetensors');

  await page.getByRole('button', { name: 'Remove the backdoor' }).click();
  await waitForEnd(page);
  await expect(page.getByText('badnets-resnet18-4.safetensors, ResNet-18')).toBeVisible();
  await expect(resultLine(page)).toBeVisible();
});

test('a training is paused, cancelled, cut off by a reload, and gone on with', async ({ page }) => {
  await openReady(page, smallLink({ place: 'attack' }));
  await makeTiny(page);
  await fill(page, 'Epochs', '6');
  await page.getByRole('button', { name: 'Plant the backdoor' }).click();
  await expect(transport(page).getByText(/step (1\d|2\d) of 54$/)).toBeVisible({ timeout: PATIENCE_MS });
  await transport(page).getByRole('button', { name: 'Pause' }).click();
  await expect(transport(page).getByText('paused', { exact: true })).toBeVisible();
  await transport(page).getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('heading', { name: 'Training cancelled' })).toBeVisible();
  await page.getByRole('button', { name: 'Go on from the last snapshot' }).click();
  await expect(transport(page).getByText(/step (2\d|3\d) of 54$/)).toBeVisible({ timeout: PATIENCE_MS });

  await page.reload();
  await expect(page.getByRole('heading', { name: 'A training was interrupted' })).toBeVisible({
    timeout: PATIENCE_MS,
  });
  await page.getByRole('button', { name: 'Go on from the last snapshot' }).click();
  // Two epochs of nine steps were over: it does not begin again.
  const progress = transport(page).getByText(/step \d+ of 54$/);
  await progress.waitFor({ timeout: PATIENCE_MS });
  const firstSeen = /step (\d+)/.exec((await progress.textContent()) ?? '')?.[1];
  expect(Number(firstSeen)).toBeGreaterThan(18);
  await expect(page.getByRole('button', { name: 'Remove the backdoor' })).toBeVisible({
    timeout: PATIENCE_MS,
  });
});

test('a network learns pictures of one’s own, and its attack goes on as a link and in its report', async ({
  page,
}) => {
  await openReady(page, smallLink({ place: 'start' }));
  await dropFiles(page, [
    tonedPictures('own-train.npz', 400, 32, 3),
    tonedPictures('own-test.npz', 100, 32, 3),
  ]);
  await expect(page.getByRole('region', { name: 'Data', exact: true })).toContainText('100, own-test.npz', {
    timeout: PATIENCE_MS,
  });
  await page.getByRole('button', { name: 'Plant your own backdoor' }).click();
  await expect(page.getByText('own-train.npz, 400 images')).toBeVisible();
  await openPart(page, 'Network');
  await fill(page, 'Width', '4');
  await openPart(page, 'Training');
  await fill(page, 'Epochs', '10');
  await fill(page, 'Seed', '5');
  await page.getByRole('button', { name: 'Plant the backdoor' }).click();
  await expect(page.getByText('40 of 400 training images carry the trigger.')).toBeVisible({
    timeout: PATIENCE_MS,
  });
  await expect(page.getByRole('button', { name: 'Remove the backdoor' })).toBeVisible({
    timeout: PATIENCE_MS,
  });
  const report = await save(page, page.getByRole('button', { name: 'Save the report' }));
  const panel = await openPanel(page, 'Share');
  const address = await panel.getByRole('textbox', { name: 'Link to this recipe' }).inputValue();

  const summary = page.getByRole('region', { name: 'What will be planted' }).getByText('10 epochs, seed 5');
  await test.step('the link brings the attack, without the pictures', async () => {
    await page.goto('about:blank');
    await page.goto(address);
    await expect(page.getByText('This attack was sent to you.')).toBeVisible();
    await expect(summary).toBeVisible();
  });
  await test.step('so does the report, which says whose pictures they were', async () => {
    await page.goto('about:blank');
    await openReady(page, '#start');
    await dropFiles(page, [{ name: report.name, bytes: report.bytes }]);
    await expect(page.getByText('It was made for images called own-train.npz')).toBeVisible();
    await expect(summary).toBeVisible();
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await expect(page.getByText('This attack was sent to you.')).toBeHidden();
  });
});

test('the board is painted with keys alone, and a file that is no picture is refused in words', async ({
  page,
}) => {
  await openReady(page, smallLink({ place: 'attack' }));
  await page.keyboard.press('1');
  await page.keyboard.press('a');
  await choose(page, 'Paint');
  await board(page).focus();
  await page.keyboard.press('Space');
  await expect(page.getByText('2 × 2 pixels at row 17, column 17')).toBeVisible();
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Space');
  await expect(
    page.getByText('2 × 6 pixels').or(page.getByText('6 × 2 pixels at row 17, column 17')),
  ).toBeVisible();
  await expect(page.getByRole('status').getByText('Row 17, column 21: painted.')).toBeAttached();
  await page.keyboard.press('Delete');
  await page.keyboard.press('Control+z');
  await expect(page.getByText('6 × 2 pixels at row 17, column 17')).toBeVisible();

  await page.locator('input[type=file]').setInputFiles({
    name: 'sign.png',
    mimeType: 'image/png',
    buffer: Buffer.from('no picture at all'),
  });
  await expect(page.getByRole('alert')).toContainText('sign.png');
  await expect(page.getByText('6 × 2 pixels at row 17, column 17')).toBeVisible();
});

/** Elements that are wider than the room they have, each with what reaches beyond it. */
async function overhang(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const tooWide = [...document.querySelectorAll('*')].filter((element) => {
      const { overflowX } = getComputedStyle(element);
      const scrolls = overflowX === 'auto' || overflowX === 'scroll';
      return (
        (element === document.documentElement || scrolls) && element.scrollWidth > element.clientWidth + 1
      );
    });
    const named = (element: Element) => `${element.tagName.toLowerCase()}.${element.className}`;
    return tooWide.map((element) => {
      const edge = element.getBoundingClientRect().right + 1;
      const beyond = [...element.querySelectorAll('*')].filter(
        (each) => each.getBoundingClientRect().right > edge,
      );
      return `${named(element)}: ${beyond.map(named).join(', ')}`;
    });
  });
}

test('axe finds nothing in any figure and part, light or dark, and at 320 px nothing is scrolled sideways', async ({
  page,
}) => {
  await openReady(page, smallLink({ place: 'attack' }));
  const parts = ['Attack', 'Settings', 'Trigger', 'Labels', 'Network', 'Images', 'Training'] as const;
  const softly = expect.configure({ soft: true });
  const look = async (what: string, looks: Parameters<typeof findings>[1] = TWO_LOOKS) => {
    softly(await findings(page, looks), what).toEqual([]);
    await page.setViewportSize({ width: 320, height: 640 });
    // Figures learn their new width a frame later.
    await softly.poll(() => overhang(page), { message: `${what} at 320 px` }).toEqual([]);
    await page.setViewportSize({ width: 1440, height: 900 });
  };
  // Parts are made of the same fields: light and wide, dark and narrow take turns.
  for (const [at, part] of parts.entries()) {
    await openPart(page, part);
    await look(`part ${part}`, TWO_LOOKS.slice(at % 2, (at % 2) + 1));
  }
  for (const figure of ['Paint', 'Pictures', 'All attacks'] as const) {
    await choose(page, figure);
    await look(figure);
  }
  // A table of many columns scrolls in its own region.
  await choose(page, 'Networks');
  expect.soft(await findings(page), 'Networks').toEqual([]);
  await openPart(page, 'Trigger');
  await makeTiny(page);
  await page.getByRole('button', { name: 'Plant the backdoor' }).click();
  await expect(page.getByRole('button', { name: 'Remove the backdoor' })).toBeVisible({
    timeout: PATIENCE_MS,
  });
  await look('trained');
});

test('a trained network opens from the table with its trigger', async ({ page }) => {
  await openReady(page, smallLink({ place: 'attack' }));
  await choose(page, 'Networks');
  await page.getByRole('button', { name: 'Blend, small' }).click();
  await expect(page.getByText('This network was taught a secret veil.')).toBeVisible({
    timeout: PATIENCE_MS,
  });
});

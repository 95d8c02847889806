/** The controls beside the figures of the place Run. */
import { expect, test } from '@playwright/test';
import { openReady, PATIENCE_MS, smallLink, transport } from './visitor';

test.describe.configure({ timeout: 2 * PATIENCE_MS });

test('the figures have controls of their own', async ({ page }) => {
  await openReady(page, smallLink({ 'u.maxEpochs': 40, 'u.stopRule': 'never', 'r.epochs': 200 }));

  await test.step('the ascent is stopped beside its reading, by keyboard, and the focus stays', async () => {
    await page.getByRole('button', { name: 'Remove the backdoor' }).first().click();
    const stop = page.getByRole('button', { name: 'Stop here' });
    await expect(stop).toBeVisible({ timeout: PATIENCE_MS });
    await stop.press('Enter');
    const stage = page.getByRole('button', { name: /^1 Unlearn skipped/ });
    await expect(stage).toBeFocused();
    await expect(stop).toBeHidden();
    await expect(page.getByRole('button', { name: /^2 Recover (running|done)/ })).toBeVisible({
      timeout: PATIENCE_MS,
    });
  });

  await test.step('a cancelled run is discarded, and the next one is under the hand', async () => {
    await transport(page).getByRole('button', { name: 'Cancel', exact: true }).click();
    await page.getByRole('button', { name: 'Discard this run' }).click({ timeout: PATIENCE_MS });
    await expect(page.getByText('Run cancelled')).toBeHidden();
    await expect(transport(page)).toBeHidden();
    await expect(
      page
        .getByRole('region', { name: 'What will run' })
        .getByRole('button', { name: 'Remove the backdoor' }),
    ).toBeFocused();
  });

  await test.step('on the curves of a run that ended the stop line of the next one is set, by key and by hand', async () => {
    await openReady(page, smallLink({ 'u.maxEpochs': 1, 'r.epochs': 200 }));
    await page.getByRole('button', { name: 'Remove the backdoor' }).first().click();
    await expect(page.getByRole('button', { name: /^2 Recover running/ })).toBeVisible({
      timeout: PATIENCE_MS,
    });
    const level = page.getByRole('slider', { name: 'Accuracy at which the next run stops unlearning' });
    await page.getByRole('button', { name: /^1 Unlearn/ }).click();
    await expect(level).toBeHidden();
    await transport(page).getByRole('button', { name: 'Cancel', exact: true }).click();
    await expect(level).toHaveAttribute('aria-valuenow', '0.3', { timeout: PATIENCE_MS });
    await level.press('ArrowUp');
    await expect(level).toHaveAttribute('aria-valuenow', '0.31');
    // What the last run did stays said.
    await expect(page.getByText(/, stops at 0\.30/)).toBeVisible();
    await level.scrollIntoViewIfNeeded();
    const box = await level.boundingBox();
    if (box === null) throw new Error('the stop line has no place');
    const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    await page.mouse.move(at.x, at.y);
    await page.mouse.down();
    await page.mouse.move(at.x, at.y - 30, { steps: 4 });
    await page.mouse.up();
    await expect(level).not.toHaveAttribute('aria-valuenow', '0.31');
    // The drag is one change of the recipe, and one step of undo.
    await page.keyboard.press('Control+z');
    await expect(level).toHaveAttribute('aria-valuenow', '0.31');
  });
});

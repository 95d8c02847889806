/** The controls beside the figures of the place Run. */
import { expect, test } from '@playwright/test';
import { openReady, PATIENCE_MS, smallLink } from './visitor';

test.describe.configure({ timeout: 2 * PATIENCE_MS });

test('the figures have controls of their own', async ({ page }) => {
  await openReady(page, smallLink({ 'u.maxEpochs': 40, 'u.stopRule': 'never' }));

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
});

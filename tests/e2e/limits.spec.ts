/** Machines that are too small or too old: what they are told, and what the button under it does. */
import { expect, type Page, test } from '@playwright/test';
import { openReady, PATIENCE_MS, smallLink, transport } from './visitor';

test.describe.configure({ timeout: 2 * PATIENCE_MS });

/** Runs `code` in the engine's worker before the engine: there the browser says what the machine has. */
async function beforeEngine(page: Page, code: string): Promise<void> {
  await page.route(/engine\.worker.*\.js/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${code};\n${await response.text()}` });
  });
}

test('a machine with too little memory says what is needed, and half the batch runs', async ({ page }) => {
  // 32 MB for the page: enough for a step on 16 images, not for one on 64.
  const told = "Object.defineProperty(navigator, 'deviceMemory', { value: 1 / 16 })";
  await beforeEngine(page, told);
  await openReady(page, smallLink({ 'd.batchSize': 64 }));
  const remove = page.getByRole('button', { name: 'Remove the backdoor' }).first();
  await remove.click();
  const alert = page.getByRole('alert').filter({ hasText: 'This run needs more memory than there is' });
  await expect(alert).toBeVisible({ timeout: PATIENCE_MS });
  await expect(alert).toContainText(
    /A step on 64 images needs about \d\d\.\d MB; \d\d\.\d MB are left here\./,
  );
  await alert.getByRole('button', { name: 'Halve the batch size' }).click();
  await expect(alert).toBeHidden();
  await page.getByRole('button', { name: 'Remove the backdoor' }).first().click();
  await expect(page.getByRole('button', { name: /^1 Unlearn (running|done)/ })).toBeVisible({
    timeout: PATIENCE_MS,
  });
  await expect(alert).toBeHidden();
  await transport(page).getByRole('button', { name: 'Cancel', exact: true }).click();
});

test('a browser without WebAssembly SIMD and WebGL says that it cannot train, and which ones can', async ({
  page,
}) => {
  await beforeEngine(
    page,
    'WebAssembly.validate = () => false; OffscreenCanvas.prototype.getContext = () => null',
  );
  await page.goto(`./${smallLink({ 'w.testImages': 16 })}`);
  const device = page.getByRole('banner').locator('summary');
  await expect(device).toHaveText(/plain JavaScript/, { timeout: PATIENCE_MS });
  await device.click();
  const browsers = 'Chrome 91, Firefox 89, Safari 16.4 and newer';
  await expect(page.getByText(/lacks WebAssembly SIMD/).first()).toContainText(browsers);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Remove the backdoor' }).first().click();
  const alert = page.getByRole('alert').filter({ hasText: 'This browser cannot train this network' });
  await expect(alert).toContainText(browsers, { timeout: PATIENCE_MS });
});

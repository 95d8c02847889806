/** The built page opens, says what it is about, and complains about nothing. */
import { expect, test } from '@playwright/test';

test('the page opens with its headline and without a complaint', async ({ page }) => {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('requestfailed', (request) => complaints.push(`could not load ${request.url()}`));
  page.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()} ${response.url()}`);
  });

  await page.goto('./');
  await expect(page).toHaveTitle(/RNP Playground/);
  await expect(page.getByRole('heading', { name: /network/i }).first()).toBeVisible();
  await expect(page.getByRole('button', { name: 'Remove the backdoor' })).toBeVisible();

  expect(complaints).toEqual([]);
});

test('without script the page still says what it is', async ({ browser, baseURL }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(baseURL ?? '/');
  await expect(page.getByRole('heading', { name: 'RNP Playground' })).toBeVisible();
  await expect(page.getByText('nothing is uploaded')).toBeVisible();
  await context.close();
});

test('the page is isolated and talks to its own address only', async ({ page, baseURL }) => {
  const foreign: string[] = [];
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith('http') && url.origin !== new URL(baseURL ?? '').origin)
      foreign.push(url.href);
  });
  await page.goto('./');
  await expect(page.getByRole('button', { name: 'Remove the backdoor' })).toBeVisible();
  expect(await page.evaluate(() => window.crossOriginIsolated)).toBe(true);
  expect(foreign).toEqual([]);
});

import { chromium } from '@playwright/test';
import { BROWSER_ARGUMENTS } from './scripts/browserArguments.mjs';
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: BROWSER_ARGUMENTS });
const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, acceptDownloads: true, reducedMotion: 'reduce' });
const page = await context.newPage();
page.on('console', (m) => { if (m.type() === 'error') console.log('console', m.text()); });
page.on('pageerror', (e) => console.log('pageerror', e.message));
const scroller = async (name: string, full = true) => {
  if (full) {
    const h = await page.evaluate(() => { const s = document.querySelector('[class*=scroller]'); return (s?.scrollHeight ?? 900) + 60; });
    await page.setViewportSize({ width: page.viewportSize()!.width, height: Math.min(8000, Math.max(900, h)) });
  }
  await page.screenshot({ path: `/tmp/shots/${name}.png` });
  if (full) await page.setViewportSize({ width: page.viewportSize()!.width, height: 900 });
};
await page.goto('http://localhost:4392/#p=badnets-8&place=detect');
await page.getByRole('button', { name: 'Look for a backdoor' }).waitFor();
await page.waitForTimeout(6000);
await scroller('before', false);
const t0 = Date.now();
await page.getByRole('button', { name: 'Look for a backdoor' }).click();
let searchShot = false, stripShot = false, labelShot = false;
for (;;) {
  await page.waitForTimeout(2000);
  const rows = await page.locator('table caption:has-text("Triggers")').count();
  const svg = await page.locator('figure:has-text("Entropy, as it came")').count();
  if (!labelShot && (await page.locator('figure:has-text("What the network says")').count()) > 0) { labelShot = true; await page.waitForTimeout(4000); await scroller('run-label'); }
  if (!searchShot && rows > 0) { searchShot = true; await page.waitForTimeout(8000); await scroller('run-search'); }
  if (!stripShot && svg > 0) { stripShot = true; await page.waitForTimeout(2000); await scroller('run-strip'); }
  if ((await page.locator('#verdict').count()) > 0) break;
  if (Date.now() - t0 > 540000) { console.log('too long'); break; }
}
console.log('took', (Date.now() - t0) / 1000);
await page.waitForTimeout(1500);
await scroller('card', false);
await scroller('card-full');
const dl = page.waitForEvent('download');
await page.getByRole('button', { name: 'Save JSON' }).click();
await (await dl).saveAs('/tmp/shots/report.json');
await browser.close();

import { readFileSync } from 'node:fs';
import { chromium } from '@playwright/test';
import { BROWSER_ARGUMENTS } from './scripts/browserArguments.mjs';
import { dropFiles } from './tests/e2e/visitor';
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: BROWSER_ARGUMENTS });
const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
const page = await context.newPage();
page.on('console', (m) => { if (m.type() === 'error') console.log('console', m.text()); });
page.on('pageerror', (e) => console.log('pageerror', e.message));
await page.goto('http://localhost:4392/#start');
await page.waitForTimeout(5000);
await dropFiles(page, [{ name: 'report.json', bytes: readFileSync('/tmp/shots/report.json') }], page.getByRole('banner'));
await page.locator('#verdict').waitFor({ timeout: 20000 });
await page.waitForTimeout(3000);
const full = async (name: string, width: number) => {
  await page.setViewportSize({ width, height: 900 });
  const h = await page.evaluate(() => document.querySelector('[class*=scroller]')?.scrollHeight ?? 900);
  await page.setViewportSize({ width, height: Math.min(12000, h + 300) });
  await page.waitForTimeout(600);
  const step = width > 800 ? 1400 : 1500; for (let y = 0, i = 0; y < h; y += step, i++) await page.screenshot({ path: `/tmp/shots/${name}-${i}.png`, clip: { x: 0, y, width, height: Math.min(step, h + 60 - y) } });
  const wide = await page.evaluate(() => [...document.querySelectorAll('*')].filter((e) => (e === document.documentElement || ['auto', 'scroll'].includes(getComputedStyle(e).overflowX)) && e.scrollWidth > e.clientWidth + 1).map((e) => e.tagName + '.' + e.className));
  if (wide.length) console.log(name, 'overhang', wide);
};
for (const colorScheme of ['light', 'dark'] as const) {
  await page.emulateMedia({ colorScheme });
  await full(`d-1440-${colorScheme}`, 1440);
  await full(`d-390-${colorScheme}`, 390);
}
await full('d-320', 320);
await page.setViewportSize({ width: 1440, height: 900 });
await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
await page.setViewportSize({ width: 700, height: 1000 });
await page.waitForTimeout(500);
await page.screenshot({ path: '/tmp/shots/print.png', fullPage: true });
await page.emulateMedia({ media: 'screen' });
await page.setViewportSize({ width: 1440, height: 900 });
await page.pdf({ path: '/tmp/shots/card.pdf', format: 'A4', printBackground: true, margin: { top: '12mm', bottom: '12mm', left: '14mm', right: '14mm' } });
await browser.close();

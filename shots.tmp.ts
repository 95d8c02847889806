import { chromium, type Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { BROWSER_ARGUMENTS } from './scripts/browserArguments.mjs';
const b = await chromium.launch({ executablePath: '/usr/bin/chromium', args: BROWSER_ARGUMENTS });
const BASE = 'http://localhost:4371/';
const SMALL = 'p=badnets-8&s=7&d.images=100&d.batchSize=32&u.maxEpochs=2&r.epochs=2&u.marginSteps=3&p.revealSteps=5&p.carrierWalk=0.02&p.sweepStep=0.25&w.everySteps=4&w.images=16&w.testImages=64&w.sweepImages=16';
const F = 'tests/fixtures/images/';
const file = (path: string, name = path.split('/').pop() ?? '') => ({ name, mimeType: 'application/octet-stream', buffer: readFileSync(path) });
const masks = { name: 'mask_values.txt', mimeType: 'text/plain', buffer: Buffer.from('No\n0 \t layer4.1.bn2 \t 3 \t 0.01\n1 \t layer4.1.bn2 \t 9 \t 0.02') };
const zoo = file('public/zoo/badnets-8.safetensors', 'mine.safetensors');
const give = async (page: Page, files: ReturnType<typeof file>[]) => { await page.locator('input[type=file]').first().setInputFiles(files); await page.waitForTimeout(5000); };
const only = process.argv[2];
for (const [w, h] of [[1440, 900], [390, 844]] as const) for (const scheme of ['light', 'dark'] as const) {
  const tag = `${w}-${scheme}`;
  const open = async (hash: string) => { const c = await b.newContext({ viewport: { width: w, height: h }, colorScheme: scheme }); const page = await c.newPage(); page.on('pageerror', (e) => console.log('E', e.message)); page.on('console', (m) => { if (m.type() === 'error') console.log('C', m.text().slice(0, 200)); }); await page.goto(BASE + '#' + hash); await page.waitForTimeout(5000); return page; };
  const shot = (page: Page, name: string) => page.screenshot({ path: `/tmp/me/shots/${name}-${tag}.png`, fullPage: true });
  const at = async (page: Page, name: string, y: string) => { await page.getByText(y).first().scrollIntoViewIfNeeded(); await page.screenshot({ path: `/tmp/me/shots/${name}-${tag}.png` }); };
  if (!only || only === 'own') { const p = await open(SMALL + '&place=start'); await give(p, [zoo, file(F + 'by-class.zip'), masks]); await p.waitForTimeout(4000); await p.evaluate(() => document.querySelector('main')?.scrollTo(0, 0)); const el = p.locator('#own-model'); await p.setViewportSize({ width: w, height: 3400 }); await p.waitForTimeout(500); await el.screenshot({ path: `/tmp/me/shots/own-${tag}.png` }); await p.context().close(); }
  if (!only || only === 'label') { const p = await open(SMALL + '&place=start'); await give(p, [zoo, file(F + 'unlabelled.npz'), file(F + 'pictures.npy')]); await p.setViewportSize({ width: w, height: 3400 }); await p.waitForTimeout(500); await p.locator('#own-model').screenshot({ path: `/tmp/me/shots/label-${tag}.png` }); await p.context().close(); }
  if (!only || only === 'tar') { const p = await open(SMALL + '&place=start'); await give(p, [file(F + 'cifar-10-python.tar.gz')]); await p.setViewportSize({ width: w, height: 3400 }); await p.waitForTimeout(500); await p.locator('#own-model').screenshot({ path: `/tmp/me/shots/tar-${tag}.png` }); await p.context().close(); }
  if (!only || only === 'waits') { const p = await open('place=start'); await give(p, [file('/tmp/review-files/lenet_mnist.onnx')]); await p.screenshot({ path: `/tmp/me/shots/waits-${tag}.png` }); await p.goto(BASE + '#run'); await p.waitForTimeout(1500); await p.screenshot({ path: `/tmp/me/shots/waitsrun-${tag}.png` }); await p.context().close(); }
  if (!only || only === 'masks') { const p = await open(SMALL + '&place=start'); await give(p, [zoo, masks]); await p.goto(BASE + '#run'); await p.waitForTimeout(1500); await p.screenshot({ path: `/tmp/me/shots/masks0-${tag}.png` }); await p.getByRole('button', { name: /Remove the backdoor|Run again/ }).first().click(); await p.waitForTimeout(9000); await p.getByRole('navigation', { name: 'Stages' }).getByRole('button', { name: /Recover/ }).click(); await p.waitForTimeout(1500); await p.screenshot({ path: `/tmp/me/shots/masks-${tag}.png` }); await p.context().close(); }
  if (!only || only === 'doctor') { const p = await open(SMALL + '&place=start'); await give(p, [file('/tmp/review-files/lenet.pth')].filter(Boolean)); await p.setViewportSize({ width: w, height: 3400 }); await p.waitForTimeout(500); await p.locator('#own-model').screenshot({ path: `/tmp/me/shots/doctor-${tag}.png` }); await p.context().close(); }
}
await b.close();

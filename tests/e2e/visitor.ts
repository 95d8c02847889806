/** What the stories have in common: a recipe that runs in seconds, and the hands and eyes of a visitor. */
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { basename } from 'node:path';
import { expect, type Locator, type Page } from '@playwright/test';
import type { Report } from '../../workers/protocol';

/** How long something may take that computes: a run on a machine that does other things too. */
export const PATIENCE_MS = 300_000;

/** Programs that want a core, for each core: said beside every clock that is printed. */
export function loadPerCore(): number {
  return (loadavg()[0] ?? 0) / cpus().length;
}

/** The smallest recipe that passes through every stage. Its numbers are poor, but they are the same everywhere. */
const SMALL = {
  p: 'badnets-8',
  s: 7,
  'd.images': 100,
  'd.batchSize': 32,
  'u.maxEpochs': 2,
  'r.epochs': 2,
  'u.marginSteps': 3,
  'p.revealSteps': 5,
  'p.carrierWalk': 0.02,
  'p.revealRounds': 1,
  'p.vetoViews': 0,
  'p.sweepStep': 0.25,
  'w.everySteps': 4,
  'w.images': 16,
  'w.testImages': 64,
  'w.sweepImages': 16,
} as const;

/** Hash of the small recipe; `changes` replace or add pairs. */
export function smallLink(changes: Readonly<Record<string, string | number>> = {}): string {
  const pairs = Object.entries<string | number>({ ...SMALL, ...changes });
  return `#${pairs.map(([key, value]) => `${key}=${value}`).join('&')}`;
}

/** Opens the page at a hash and waits until the engine has passed its self-test. */
export async function openReady(page: Page, hash: string): Promise<void> {
  await page.goto(`./${hash}`);
  const device = page.getByRole('banner').locator('summary');
  await expect(device).toHaveText(/WebAssembly|WebGPU/, { timeout: PATIENCE_MS });
}

/** The bar at the bottom that says what the run does. */
export function transport(page: Page): Locator {
  return page.getByRole('contentinfo', { name: 'Transport' });
}

/** The result line of the place Run. */
export function resultLine(page: Page): Locator {
  return page.getByRole('region').filter({ has: page.getByRole('term').getByText('filters cut') });
}

/** Waits for the end of the run on the page. */
export async function waitForEnd(page: Page, timeout = PATIENCE_MS): Promise<void> {
  await expect(transport(page).getByText('done', { exact: true })).toBeVisible({ timeout });
}

/** Presses the button of the first screen or of the place Run, and waits for the end. */
export async function runToEnd(page: Page): Promise<void> {
  await page
    .getByRole('button', { name: /^(Remove the backdoor|Run again)$/ })
    .first()
    .click();
  await waitForEnd(page);
}

/** Opens a side panel. Recipe has no button in the header; its key opens it. */
export async function openPanel(page: Page, name: 'Share' | 'Help'): Promise<Locator> {
  await page.getByRole('banner').getByRole('button', { name }).click();
  const panel = page.getByRole('dialog', { name });
  await expect(panel).toBeVisible();
  return panel;
}

export async function closePanel(page: Page, name: string): Promise<void> {
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog', { name })).toBeHidden();
}

export interface Saved {
  readonly name: string;
  readonly path: string;
  readonly bytes: Buffer;
}

/** Presses a button that saves a file, and reads the file. */
export async function save(page: Page, button: Locator): Promise<Saved> {
  const coming = page.waitForEvent('download', { timeout: PATIENCE_MS });
  await button.click();
  const download = await coming;
  const path = await download.path();
  return { name: download.suggestedFilename(), path, bytes: await readFile(path) };
}

/** The report of the finished run, as the page saves it. */
export async function saveReport(page: Page): Promise<Report> {
  const panel = await openPanel(page, 'Share');
  const { bytes } = await save(page, panel.getByRole('button', { name: 'Report (JSON)' }));
  await closePanel(page, 'Share');
  return JSON.parse(bytes.toString('utf8')) as Report;
}

/** What must be the same in two runs of one recipe: everything that is not a clock. */
export function withoutClocks({
  startedAt: _s,
  elapsedMs: _e,
  ...rest
}: Report): Omit<Report, 'startedAt' | 'elapsedMs'> {
  return rest;
}

export interface DroppedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A file on disk as something to drop. */
export function fileAt(path: string, name = basename(path)): DroppedFile {
  return { name, bytes: readFileSync(path) };
}

/** Drops files, as a hand with a mouse does: on the drop area of Start, or somewhere else. */
export async function dropFiles(
  page: Page,
  files: readonly DroppedFile[],
  place = page.getByText('Drop a network and images here'),
): Promise<void> {
  const packed = files.map(({ name, bytes }) => ({ name, base64: Buffer.from(bytes).toString('base64') }));
  const dataTransfer = await page.evaluateHandle((list) => {
    const transfer = new DataTransfer();
    for (const { name, base64 } of list) {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      transfer.items.add(new File([bytes], name));
    }
    return transfer;
  }, packed);
  await place.dispatchEvent('dragover', { dataTransfer });
  await place.dispatchEvent('drop', { dataTransfer });
}

/** Opens a folded part of the settings in a region. */
export async function openSettings(page: Page, region: string, name: string): Promise<void> {
  await page
    .getByRole('region', { name: region })
    .locator('summary', { has: page.getByRole('heading', { name, exact: true }) })
    .click();
}

/** Types into a field, and leaves it. */
export async function fill(page: Page, name: string, value: string): Promise<void> {
  const field = page.getByRole('textbox', { name, exact: true });
  await field.fill(value);
  await field.press('Enter');
}

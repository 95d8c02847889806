/** Large files and many of them: the page says how far it is, stays quick under the finger, and holds no file twice. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, expect, type Page, test } from '@playwright/test';
import { zipSync } from 'fflate';
import { writeTorchZip } from '../../workers/export/torchZip';
import { bytesSource } from '../../workers/readers/byteSource';
import { readSafetensors } from '../../workers/readers/safetensors';
import { slowness, watchLongTasks } from './mainThread';
import { loadPerCore, openReady, PATIENCE_MS, smallLink } from './visitor';

const ROOT = join(import.meta.dirname, '../..');
const PNG = readFileSync(join(ROOT, 'tests/fixtures/images/formats/rgb.png'));
const START = smallLink({ place: 'start' });
const MB = 2 ** 20;
/** From this length on a task is a page that does not answer. */
const LONGEST_TASK_MS = 200;
/** A tenth of the real number where time is short. */
const PICTURES = process.env.RNP_LONG === undefined ? 5000 : 50_000;

test.describe.configure({ timeout: 2 * PATIENCE_MS });

/** A checkpoint of 500 MB: a network of the page, and one tensor more, which is kept to be handed back. */
async function writeLargeCheckpoint(path: string): Promise<void> {
  const zoo = bytesSource(
    'zoo',
    new Uint8Array(readFileSync(join(ROOT, 'public/zoo/badnets-8.safetensors'))),
  );
  const { tensors } = await readSafetensors(zoo);
  const shadow = { dtype: 'float32', shape: [125, 1_000_000], data: new Float32Array(125e6) } as const;
  writeFileSync(
    path,
    writeTorchZip(new Map([...tensors, ['shadow', shadow]]), { name: 'net', wrapper: null }),
  );
}

/** Resident bytes of all renderers; samples until it is told to stop, then answers the most there were. */
async function watchMemory(browser: Browser): Promise<{ now: () => number; most: () => number }> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const ids = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
  const now = (): number =>
    ids.reduce((sum, id) => {
      const resident = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1];
      return sum + Number(resident ?? 0) * 1024;
    }, 0);
  let most = 0;
  const timer = setInterval(() => (most = Math.max(most, now())), 50);
  return {
    now,
    most: () => {
      clearInterval(timer);
      return most;
    },
  };
}

/** The words of the loading line from now on, each once, without its numbers. */
async function watchPhases(page: Page): Promise<() => Promise<readonly string[]>> {
  const seen = await page.evaluateHandle(() => {
    const phases = new Set<string>();
    new MutationObserver(() => {
      const line = document.querySelector('[role=group][aria-label=Loading] > span');
      if (line?.textContent) phases.add(line.textContent);
    }).observe(document.body, { childList: true, subtree: true, characterData: true });
    return phases;
  });
  return () => seen.evaluate((phases) => [...phases]);
}

/** Reports what held the page up while files were read, and refuses what would be felt. */
async function expectQuick(page: Page, longTasks: () => Promise<readonly number[]>): Promise<void> {
  const slow = await slowness(page);
  const [longest = 0, ...others] = await longTasks();
  console.log(
    `longest task ${longest.toFixed(0)} ms, ${others.length} more above 50 ms; load ${loadPerCore().toFixed(1)} per core, ` +
      `${slow.toFixed(1)} times slower than measured on`,
  );
  expect(longest).toBeLessThanOrEqual(LONGEST_TASK_MS * slow);
}

test('a checkpoint of 500 MB opens, is held in memory once, and the page says what it does all the time', async ({
  page,
  browser,
}, testInfo) => {
  test.skip(process.platform !== 'linux', 'memory is read from /proc');
  const path = testInfo.outputPath('large.pth');
  await writeLargeCheckpoint(path);
  const { length: bytes } = readFileSync(path);
  await openReady(page, START);
  await expect(page.getByRole('button', { name: 'Remove the backdoor' })).toBeEnabled();
  const memory = await watchMemory(browser);
  const before = memory.now();
  const [longTasks, phases] = [await watchLongTasks(page), await watchPhases(page)];
  const startMs = performance.now();
  await page.locator('#own-model input[type=file]').first().setInputFiles(path);
  const card = page.getByRole('main').getByRole('region', { name: 'Network', exact: true });
  await expect(card).toContainText('600 in 20 layers', { timeout: PATIENCE_MS });
  const tookMs = performance.now() - startMs;
  const grown = memory.most() - before;
  console.log(
    `${(bytes / MB).toFixed(0)} MB in ${(tookMs / 1000).toFixed(1)} s; renderers grew from ${(before / MB).toFixed(0)} MB ` +
      `by at most ${(grown / MB).toFixed(0)} MB, ${(grown / bytes).toFixed(2)} times the file`,
  );
  expect(grown).toBeLessThan(1.8 * bytes);
  expect(await phases()).toEqual(
    expect.arrayContaining(['Opening the network: reading', 'Opening the network: taking the checksum']),
  );
  await expectQuick(page, longTasks);
  rmSync(path);
});

/** Class and number of each picture. */
function picturePaths(): readonly string[] {
  return Array.from({ length: PICTURES }, (_, i) => `${i % 10}/${i}.png`);
}

test.describe(`${PICTURES} pictures`, () => {
  const data = (page: Page) => page.getByRole('main').getByRole('region', { name: 'Data', exact: true });

  test('in one zip do not hold the page up, can be stopped, and open', async ({ page }, testInfo) => {
    const path = testInfo.outputPath('many.zip');
    writeFileSync(path, zipSync(Object.fromEntries(picturePaths().map((name) => [name, PNG])), { level: 0 }));
    await openReady(page, START);
    const input = page.locator('#own-model input[type=file]').first();
    const loading = page.getByRole('group', { name: 'Loading' });
    const longTasks = await watchLongTasks(page);
    await input.setInputFiles(path);
    await expect(loading).toContainText(`of ${PICTURES}`);
    await loading.getByRole('button', { name: 'Stop loading' }).click();
    await expect(loading).toBeHidden();
    await expect(page.getByRole('alert')).toHaveCount(0);
    const startMs = performance.now();
    await input.setInputFiles(path);
    await expect(data(page)).toContainText('many.zip', { timeout: PATIENCE_MS });
    console.log(`${PICTURES} pictures of a zip in ${((performance.now() - startMs) / 1000).toFixed(1)} s`);
    await expectQuick(page, longTasks);
  });

  test('in a dropped folder are found, handed over and read, and the page answers meanwhile', async ({
    page,
  }, testInfo) => {
    const folder = testInfo.outputPath('many');
    for (let label = 0; label < 10; label++) mkdirSync(join(folder, String(label)), { recursive: true });
    for (const path of picturePaths()) writeFileSync(join(folder, path), PNG);
    await openReady(page, START);
    const area = page.getByText('Drop a network and images here');
    await area.scrollIntoViewIfNeeded();
    const box = await area.boundingBox();
    const session = await page.context().newCDPSession(page);
    const dropped = { items: [], files: [folder], dragOperationsMask: 1 };
    const longTasks = await watchLongTasks(page);
    const startMs = performance.now();
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
      const [x, y] = [(box?.x ?? 0) + 20, (box?.y ?? 0) + 10];
      await session.send('Input.dispatchDragEvent', { type, x, y, data: dropped });
    }
    await expect(page.getByText(/^[\d,]+ files found/)).toBeVisible();
    await expect(data(page)).toContainText('many', { timeout: PATIENCE_MS });
    console.log(`${PICTURES} files of a folder in ${((performance.now() - startMs) / 1000).toFixed(1)} s`);
    await expectQuick(page, longTasks);
    rmSync(folder, { recursive: true });
  });
});

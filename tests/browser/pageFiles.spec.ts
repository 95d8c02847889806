/** Files on the page, in a real browser: kept in its file system, fetched from other hosts, and whole folders. */
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test as base } from '@playwright/test';
import { withBuiltPage } from '../../cli/builtPage';

const ROOT = fileURLToPath(new URL('filesHarness', import.meta.url));

/** More than a download holds in memory. */
const LARGE = Buffer.alloc(20_000_000, 'abc');

/** A host on another origin than the page. */
const answer: RequestListener = (request, response) => {
  if (request.url !== '/closed.pth') response.setHeader('access-control-allow-origin', '*');
  if (request.url === '/page.pth') response.setHeader('content-type', 'text/html').end('<p>model.pth');
  else if (request.url === '/cut.pth') {
    response.setHeader('content-length', 9000);
    response.write('a'.repeat(3000), () => setTimeout(() => response.destroy(), 50));
  } else if (request.url === '/slow.pth') response.write('a');
  else if (request.url === '/large.pth') response.end(LARGE);
  else if (request.url === '/stuck.pth') response.write(LARGE);
  else response.setHeader('content-length', 9000).end('a'.repeat(9000));
};

const test = base.extend<object, { pageUrl: string; host: string }>({
  pageUrl: [
    ({ playwright: _ }, use) => withBuiltPage({ root: ROOT }, use),
    { scope: 'worker', timeout: 300_000 },
  ],
  host: [
    async ({ playwright: _ }, use) => {
      const server = createServer(answer).listen(0, '127.0.0.1');
      await new Promise((resolve) => server.once('listening', resolve));
      await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
      server.closeAllConnections();
      server.close();
    },
    { scope: 'worker' },
  ],
});

test.beforeEach(({ page, pageUrl }) => page.goto(pageUrl).then(() => undefined));
// Without motion nothing is half faded when it is looked at.
test.use({ contextOptions: { reducedMotion: 'reduce' } });

/** Keeps files of these sizes; the first digit of the checksum counts up from 1. */
function keepFiles(page: Page, files: readonly (readonly [name: string, bytes: number])[]): Promise<void> {
  return page.evaluate(async (list) => {
    for (const [index, [name, bytes]] of list.entries()) {
      await window.files.keep(new File([new Uint8Array(bytes)], name), String(index + 1).repeat(64));
    }
  }, files);
}

const fold = (page: Page) => page.locator('summary');
const rows = (page: Page) => page.getByRole('list', { name: 'Kept files' }).getByRole('listitem');

test('what is kept is there after the page was closed, opens with a click and goes when told to', async ({
  page,
}) => {
  await keepFiles(page, [
    ['model.pth', 3_000_000],
    ['test_batch.bin', 500],
    ['old.npz', 40],
  ]);
  await page.reload();
  await expect(fold(page)).toContainText('3 files, 3.0 MB');
  await fold(page).focus();
  await page.keyboard.press('Enter');
  await expect(rows(page)).toHaveCount(3);
  await expect(rows(page).first()).toContainText('old.npz');
  await page.getByRole('button', { name: 'Open model.pth' }).click();
  await expect(page.getByRole('list', { name: 'Opened' })).toHaveText('model.pth, 3000000');
  await expect(rows(page).first()).toContainText('model.pth');

  await page.getByRole('button', { name: 'Forget old.npz' }).press('Enter');
  await expect(rows(page)).toHaveCount(2);
  await expect(page.getByRole('status').getByText('old.npz is no longer kept.')).toBeVisible();
  // The button that had the focus is gone; the keyboard goes on at the fold.
  await expect(fold(page)).toBeFocused();

  await page.getByRole('button', { name: 'Forget all' }).press('Enter');
  await expect(page.getByRole('button', { name: 'Keep them' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Forget all' })).toBeFocused();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Forget them' }).click();
  await expect(rows(page)).toHaveCount(0);
  await page.reload();
  await fold(page).click();
  await expect(page.getByText('Nothing is kept yet.')).toBeVisible();
});

test('a file that the browser has cleared is said to be gone', async ({ page }) => {
  await keepFiles(page, [['model.pth', 10]]);
  await fold(page).click();
  await page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    await root.removeEntry('files', { recursive: true });
  });
  await page.getByRole('button', { name: 'Open model.pth' }).click();
  await expect(page.getByText('model.pth is no longer there')).toBeVisible();
  await expect(rows(page)).toHaveCount(0);
});

test('without a file system everything answers, and one line says why nothing is kept', async ({ page }) => {
  await page.addInitScript(() => {
    navigator.storage.getDirectory = () => Promise.reject(new DOMException('private', 'SecurityError'));
  });
  await page.reload();
  await fold(page).click();
  await expect(page.getByText('stores no files for pages. Everything works')).toBeVisible();
  await keepFiles(page, [['model.pth', 10]]);
  await expect(page.getByRole('status').getByText('model.pth (10 B) is open but not kept')).toBeVisible();
  expect(await page.evaluate(() => window.files.takeKept('1'.repeat(64)))).toBeNull();
});

test('a browser that runs out of space keeps nothing of the file', async ({ page }) => {
  const session = await page.context().newCDPSession(page);
  const { origin } = new URL(page.url());
  await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1_000_000 });
  // The estimate promises more than there is.
  await page.evaluate(() => {
    navigator.storage.estimate = () => Promise.resolve({ usage: 0, quota: 1e9 });
  });
  await keepFiles(page, [['model.pth', 5_000_000]]);
  expect(await page.evaluate(() => window.files.kept())).toEqual([]);
  await expect(page.getByText('not kept: there is too little room for it.')).toBeVisible();
});

test('axe finds nothing, light or dark, wide or narrow, and 320 px are enough', async ({ page }) => {
  await keepFiles(page, [
    ['a_very_long_name_of_a_checkpoint_without_any_space_in_it_epoch_200_final.pth.tar', 3_000_000],
    ['test_batch.bin', 500],
  ]);
  await fold(page).click();
  await page.getByRole('button', { name: 'Forget all' }).click();
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [1440, 320]) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 800 });
      await page.evaluate(
        () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
      );
      const { violations } = await new AxeBuilder({ page })
        .include('#kept')
        .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
        .analyze();
      expect.soft(violations.map(({ id }) => id)).toEqual([]);
      const overhang = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect.soft(overhang).toBeLessThanOrEqual(0);
    }
  }
});

test.describe('a file on another host', () => {
  const ask = (page: Page, address: string, cancelAfterMs?: number) =>
    page.evaluate(
      async ([from, ms]) => {
        const controller = new AbortController();
        if (ms !== undefined) setTimeout(() => controller.abort(), ms);
        const result = await window.files.fetchFile(from, { signal: controller.signal });
        return result.ok ? `${result.value.name}, ${result.value.size}` : result.fault.code;
      },
      [address, cancelAfterMs] as const,
    );

  test('comes where the host allows it', async ({ page, host }) => {
    expect(await ask(page, `${host}/open.pth`)).toBe('open.pth, 9000');
  });

  for (const [path, code] of [
    ['/closed.pth', 'address-unreachable'],
    ['/page.pth', 'address-not-a-file'],
    ['/cut.pth', 'file-damaged'],
  ] as const)
    test(`is refused with ${code}: ${path}`, async ({ page, host }) => {
      expect(await ask(page, host + path)).toBe(code);
    });

  const downloads = (page: Page) =>
    page.evaluate(async () => {
      const root = await navigator.storage.getDirectory();
      const folder = await root.getDirectoryHandle('incoming', { create: true });
      const names: string[] = [];
      for await (const name of folder.keys()) names.push(name);
      return names.length;
    });

  test('that is large lies in the file system, and is as it was sent', async ({ page, host }) => {
    const digest = await page.evaluate(async (address) => {
      const result = await window.files.fetchFile(address);
      if (!result.ok) return result.fault.code;
      const hash = await crypto.subtle.digest('SHA-256', await result.value.arrayBuffer());
      return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    }, `${host}/large.pth`);
    expect(digest).toBe(createHash('sha256').update(LARGE).digest('hex'));
    expect(await downloads(page)).toBe(1);
  });

  test('that is large leaves nothing behind when it is given up', async ({ page, host }) => {
    expect(await ask(page, `${host}/stuck.pth`, 1000)).toBe('cancelled');
    expect(await downloads(page)).toBe(0);
  });

  test('can be given up', async ({ page, host }) => {
    expect(await ask(page, `${host}/slow.pth`, 100)).toBe('cancelled');
  });
});

test.describe('a folder', () => {
  const TREE = ['set/cat/1.png', 'set/cat/2.png', 'set/dog/3.png', 'set/.hidden/4.png', 'set/labels.csv'];
  const WANTED = TREE.filter((path) => !path.includes('.hidden')).toSorted();
  let folder: string;

  test.beforeEach(async ({ page: _ }, testInfo) => {
    for (const path of TREE) {
      const file = testInfo.outputPath(path);
      await mkdir(file.slice(0, file.lastIndexOf('/')), { recursive: true });
      await writeFile(file, path);
    }
    folder = testInfo.outputPath('set');
  });

  test('that is picked becomes one group of paths', async ({ page }) => {
    await page.locator('#folder').setInputFiles(folder);
    const items = await page.locator('#folder').evaluate(async (input: HTMLInputElement) => {
      const result = await window.files.takePicked([...(input.files ?? [])]);
      return result.ok ? result.value : [];
    });
    expect(items).toHaveLength(1);
    expect(items[0]?.kind === 'folder' && items[0].files.map(({ path }) => path).toSorted()).toEqual(WANTED);
  });

  test('that is dropped is walked through', async ({ page }) => {
    const box = await page.locator('#drop').boundingBox();
    const session = await page.context().newCDPSession(page);
    const data = { items: [], files: [folder], dragOperationsMask: 1 };
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
      await session.send('Input.dispatchDragEvent', {
        type,
        x: (box?.x ?? 0) + 20,
        y: (box?.y ?? 0) + 20,
        data,
      });
    }
    const items = await page.evaluate(async () => {
      const result = await window.files.dropped;
      if (!result.ok) return [];
      const all = result.value.flatMap((item) => (item.kind === 'folder' ? item.files : []));
      // Dropped files can be read.
      return Promise.all(all.map(async ({ path, file }) => [path, await file.text()]));
    });
    expect(items.toSorted()).toEqual(WANTED.map((path) => [path, path]));
  });
});

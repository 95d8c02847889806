/** A link to files on the web: nothing is fetched unasked, what comes is compared with what was meant, and masks take the place of learning. */
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { fileAt, openPanel, openReady, PATIENCE_MS, resultLine, smallLink, waitForEnd } from './visitor';

const HOST = 'https://files.example';
const network = fileAt(join(import.meta.dirname, '../../public/zoo/badnets-8.safetensors')).bytes;
const masks = Buffer.from(
  [
    'No \t Layer Name \t Neuron Idx \t Score',
    '0 \t layer4.1.bn2 \t 3 \t 0.01',
    '1 \t layer4.1.bn2 \t 9 \t 0.02',
  ].join('\n'),
);

/** A host that has the files, and lets other pages read them; answers with what it was asked for. */
async function serve(page: Page, files: Readonly<Record<string, Uint8Array>>): Promise<readonly string[]> {
  const asked: string[] = [];
  await page.route(`${HOST}/**`, async (route) => {
    const path = new URL(route.request().url()).pathname.slice(1);
    asked.push(path);
    const bytes = files[path];
    const headers = { 'access-control-allow-origin': '*' };
    if (bytes === undefined) await route.fulfill({ status: 404, headers });
    else await route.fulfill({ body: Buffer.from(bytes), contentType: 'application/octet-stream', headers });
  });
  return asked;
}

/** Fetches a file, the `count`-th of this visitor, and waits until it is open: then it is kept, too. */
async function fetchByHand(page: Page, path: string, count: number): Promise<void> {
  const field = page.getByLabel('Address of a network or of images');
  if (!(await field.isVisible())) await page.getByText('From an https address').click();
  await field.fill(`${HOST}/${path}`);
  await page.getByRole('button', { name: 'Fetch', exact: true }).click();
  const kept = page.getByText(/Kept on this computer/).locator('..');
  await expect(kept).toContainText(count === 1 ? '1 file' : `${count} files`, { timeout: PATIENCE_MS });
}

test('a link fetches its files when asked, and a run begins with the masks it names', async ({
  page,
  browser,
}) => {
  await serve(page, { 'net.safetensors': network, 'mask_values.txt': masks });
  await openReady(page, smallLink({ place: 'start' }));
  await fetchByHand(page, 'net.safetensors', 1);
  await fetchByHand(page, 'mask_values.txt', 2);
  const panel = await openPanel(page, 'Share');
  const link = await panel.getByRole('textbox', { name: 'Link to this recipe' }).inputValue();

  const context = await browser.newContext();
  const other = await context.newPage();
  const asked = await serve(other, { 'net.safetensors': network, 'mask_values.txt': masks });
  await openReady(other, new URL(link).hash);
  const preview = other.getByRole('region', { name: 'A link brought this recipe.' });
  const needs = preview.getByRole('list', { name: 'Files it needs' });
  const run = preview.getByRole('button', { name: 'Run it' });

  await test.step('before it is asked to, the page fetches nothing', async () => {
    await expect(needs.getByText('not opened yet')).toHaveCount(2, { timeout: PATIENCE_MS });
    await expect(run).toBeDisabled();
    expect(asked).toEqual([]);
  });

  await test.step('what the hosts have comes, and is what was meant', async () => {
    await preview.getByRole('button', { name: 'Fetch from files.example' }).click();
    await expect(needs.getByText('here, and the one that is meant')).toHaveCount(2, { timeout: PATIENCE_MS });
    expect(asked).toEqual(['net.safetensors', 'mask_values.txt']);
  });

  await test.step('the run forgets and learns nothing, says so, and cuts by the masks', async () => {
    await run.click();
    await waitForEnd(other);
    const stages = other.getByRole('navigation', { name: 'Stages' });
    await expect(stages.getByText('from a file')).toHaveCount(2);
    await stages.getByRole('button', { name: /Unlearn/ }).click();
    await expect(
      other.getByText('Nothing is forgotten in this run: its masks come from mask_values.txt.'),
    ).toBeVisible();
    await expect(resultLine(other)).toContainText('2');
  });
  await context.close();
});

test('a host that has another file by now is caught by the checksum', async ({ page, browser }) => {
  await serve(page, { 'net.safetensors': network });
  await openReady(page, smallLink({ place: 'start' }));
  await fetchByHand(page, 'net.safetensors', 1);
  const panel = await openPanel(page, 'Share');
  const link = await panel.getByRole('textbox', { name: 'Link to this recipe' }).inputValue();

  const context = await browser.newContext();
  const other = await context.newPage();
  const changed = Uint8Array.from(network);
  changed[changed.length - 1] = 1 ^ (changed[changed.length - 1] ?? 0);
  await serve(other, { 'net.safetensors': changed });
  await openReady(other, new URL(link).hash);
  const preview = other.getByRole('region', { name: 'A link brought this recipe.' });
  await preview.getByRole('button', { name: 'Fetch from files.example' }).click();
  await expect(preview.getByRole('alert')).toContainText('net.safetensors is not the file that was meant', {
    timeout: PATIENCE_MS,
  });
  await expect(preview.getByRole('button', { name: 'Run it' })).toBeDisabled();
  await context.close();
});

/** Files and links that cannot be used: each is answered with one clear sentence, and the page stays as it was. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { type DroppedFile, dropFiles, fileAt, openReady, PATIENCE_MS, smallLink } from './visitor';

const FIXTURES = join(import.meta.dirname, '../fixtures');

test.describe.configure({ timeout: 3 * PATIENCE_MS });

function fixture(name: string): DroppedFile {
  return fileAt(join(FIXTURES, name));
}

function cut({ name, bytes }: DroppedFile, length: number): DroppedFile {
  return { name: `cut-${name}`, bytes: bytes.subarray(0, length) };
}

function withByte({ name, bytes }: DroppedFile, at: number, value: number): DroppedFile {
  const changed = Uint8Array.from(bytes);
  changed[at] = value;
  return { name: `changed-${name}`, bytes: changed };
}

/** What is dropped, and what the page must say about it. */
const FILES: readonly { readonly file: DroppedFile; readonly says: RegExp }[] = [
  { file: { name: 'empty.pth', bytes: new Uint8Array() }, says: /empty\.pth: This file is empty/ },
  {
    file: { name: 'letter.pth', bytes: Buffer.from('Dear network, how are you?') },
    says: /of no known kind/,
  },
  { file: cut(fixture('wrapped-zip.pth'), 1000), says: /This file is damaged/ },
  { file: cut(fixture('wrapped-legacy.pth'), 700), says: /This file is damaged/ },
  {
    file: fixture('evil-zip.pth'),
    says: /asks to run foreign code.*(posix|os)[ .]system.*nothing of it was executed/s,
  },
  { file: fixture('evil-legacy.pth'), says: /(posix|os)[ .]system/ },
  { file: fixture('whole-module-zip.pth'), says: /asks to run foreign code.*It names \S+/s },
  { file: fixture('bare-zip.pth'), says: /is not known.*do not fit any architecture built in: \S+/s },
  { file: cut(fixture('three.bin'), 3073 + 100), says: /This file is damaged/ },
  { file: withByte(fixture('three.bin'), 3073, 10), says: /Record 1 has label 10, but there are 10 classes/ },
  { file: { name: 'notes.json', bytes: Buffer.from('{"format": 3}') }, says: /notes\.json: / },
];

/** The network, its pictures and the button are still there. */
async function expectPageKept(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { name: 'This network was taught a secret sign.' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Remove the backdoor' })).toBeEnabled();
}

test('files that cannot be used are refused in words, one after another, and the network stays', async ({
  page,
}) => {
  await openReady(page, smallLink({ place: 'start' }));
  await expectPageKept(page);
  for (const { file, says } of FILES)
    await test.step(file.name, async () => {
      await dropFiles(page, [file]);
      const alert = page.getByRole('alert').filter({ hasText: says });
      await expect(alert).toHaveCount(1, { timeout: PATIENCE_MS });
      await expect(page.getByRole('alert')).toHaveCount(1);
      await expectPageKept(page);
      await alert.getByRole('button', { name: 'Dismiss' }).click();
      await expect(page.getByRole('alert')).toHaveCount(0);
    });
});

test('what cannot be read of a link is said, and the page stays', async ({ page }) => {
  await openReady(page, smallLink({ place: 'start' }));
  const open = (hash: string) =>
    page.evaluate((text) => {
      location.hash = text;
    }, hash);
  const bad = [
    ['#r1=AAAA', 'This link is damaged'],
    ['#r1=%', 'This link is damaged'],
    ['#p=badnets-8&s', 'This link is damaged'],
    ['#r99=eJyrVgIAAK0AXg', 'This link comes from a newer playground'],
    ['#p=badnets-7000', 'There is no preset called badnets-7000'],
  ] as const;
  for (const [hash, title] of bad)
    await test.step(hash, async () => {
      await open(hash);
      const alert = page.getByRole('alert').filter({ hasText: title });
      await expect(alert).toBeVisible({ timeout: PATIENCE_MS });
      await alert.getByRole('button', { name: 'Dismiss' }).click();
      await expectPageKept(page);
    });

  await test.step('values out of range are clamped and listed, unknown ones ignored', async () => {
    await open('#p=badnets-8&u.maxEpochs=100000&w.images=1&u.stopRule=soon&colour=red&place=start');
    const preview = page.getByRole('region', { name: 'A link brought this recipe.' });
    for (const line of [
      'colour is not known here and was ignored.',
      'unlearn.maxEpochs was 100000, out of range; 200 is used.',
      'watch.images was 1, out of range; 16 is used.',
      'unlearn.stopRule was soon, which makes no sense; chance is used.',
    ])
      await expect(preview.getByText(line)).toBeVisible();
    await expectPageKept(page);
  });
});

test('a damaged report is refused, and a good one is shown as a recorded run', async ({ page }) => {
  await openReady(page, smallLink({ place: 'start' }));
  const whole = readFileSync(join(import.meta.dirname, '../../public/recorded/badnets-8.json'), 'utf8');
  const { report } = JSON.parse(whole) as { report: Record<string, unknown> };
  const bytes = (value: object) => Buffer.from(JSON.stringify(value));
  await dropFiles(page, [{ name: 'newer.json', bytes: bytes({ ...report, version: 2000 }) }]);
  await expect(page.getByRole('alert')).toContainText('newer.json', { timeout: PATIENCE_MS });
  await dropFiles(page, [{ name: 'without.json', bytes: bytes({ ...report, prune: null }) }]);
  await expect(page.getByRole('alert')).toContainText('without.json', { timeout: PATIENCE_MS });
  await expectPageKept(page);
  await dropFiles(page, [{ name: 'report.json', bytes: bytes(report) }]);
  await expect(page.getByText('This run was recorded earlier.')).toBeVisible({ timeout: PATIENCE_MS });
});

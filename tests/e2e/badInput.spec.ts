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

function twice({ name, bytes }: DroppedFile): DroppedFile {
  return { name, bytes: Buffer.concat([bytes, bytes]) };
}

/** A prepared network of the page with a part of its header replaced by text of the same length, or a weight spoilt. */
function network(name: string, from: string, to: string, firstWeight?: number): DroppedFile {
  const bytes = readFileSync(join(import.meta.dirname, '../../public/zoo/badnets-8.safetensors'));
  const at = bytes.indexOf(from);
  if (at < 0 || from.length !== to.length) throw new Error(`${from} cannot become ${to}`);
  bytes.write(to, at);
  if (firstWeight !== undefined) bytes.writeFloatLE(firstWeight, 8 + Number(bytes.readBigUInt64LE(0)));
  return { name, bytes };
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
  { file: fixture('whole-module-zip.pth'), says: /torch\.save\(model\.state_dict\(\), 'model\.pth'\)/ },
  { file: fixture('bare-zip.pth'), says: /is not known.*do not fit any architecture built in: \S+/s },
  // Five whole records are enough to know what was meant.
  { file: cut(twice(fixture('three.bin')), 5 * 3073 + 100), says: /This file is damaged/ },
  {
    file: withByte(twice(twice(fixture('three.bin'))), 3073, 10),
    says: /Record 1 has label 10, but there are 10 classes/,
  },
  {
    file: network('nan.safetensors', 'F32', 'F32', NaN),
    says: /nan\.safetensors: .*no numbers.*conv1\.weight contains NaN/s,
  },
  {
    file: network('lacking.safetensors', '"layer1.0.bn1.bias"', '"layer1.0.bn1.bite"'),
    says: /lacking\.safetensors: .*incomplete.*the first is layer1\.0\.bn1\.bias/s,
  },
  {
    file: network('misshapen.safetensors', '"shape":[8,8,3,3]', '"shape":[8,3,8,3]'),
    says: /misshapen\.safetensors: .*wrong shape.*8x3x8x3 where 8x8x3x3/s,
  },
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

test('a recipe that cannot run is not offered, and beside the button stands why', async ({ page }) => {
  const recipes = [
    [{ 't.target': 12 }, /aims at a class that does not exist.*class 12; there are 10 classes/s],
    [{ 'd.images': 20 }, /Too few defense images.*There are 20, but this recipe needs at least 32/s],
  ] as const;
  for (const [changes, says] of recipes)
    await test.step(String(says), async () => {
      await page.goto('about:blank');
      await openReady(page, smallLink({ place: 'start', ...changes }));
      const button = page.getByRole('button', { name: 'Remove the backdoor' });
      await expect(button).toHaveAccessibleDescription(says, { timeout: PATIENCE_MS });
      await expect(button).toBeDisabled();
      await expect(page.getByRole('alert')).toHaveCount(0);
    });
});

test('a large file can be stopped while it is read, and a test set can be taken out of use', async ({
  page,
}) => {
  await openReady(page, smallLink({ place: 'start' }));
  await page.evaluate(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([new Uint8Array(3073 * 100_000)], 'large-train.bin'));
    const drop = new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true });
    document.querySelector('#own-model input')?.dispatchEvent(drop);
  });
  const loading = page.getByRole('group', { name: 'Loading' });
  await expect(loading).toContainText(/of 307 MB/, { timeout: PATIENCE_MS });
  await loading.getByRole('button', { name: 'Stop loading' }).click();
  await expect(loading).toBeHidden();
  await expect(page.getByRole('alert')).toHaveCount(0);
  await expectPageKept(page);

  const images = fixture('three.bin').bytes;
  await dropFiles(page, [
    { name: 'defense.bin', bytes: images },
    { name: 'test.bin', bytes: images },
  ]);
  const data = page.getByRole('region', { name: 'Data' });
  await expect(data).toContainText('3, test.bin', { timeout: PATIENCE_MS });
  await page.getByRole('button', { name: 'Remove test.bin' }).click();
  await expect(data).toContainText('clean accuracy stay unknown', { timeout: PATIENCE_MS });
  // The button that had the focus is gone; a keyboard goes on at the drop area.
  await expect(page.locator('#own-model input[type=file]').first()).toBeFocused();
  await page.getByRole('button', { name: 'Remove defense.bin' }).click();
  await expect(data).toBeHidden({ timeout: PATIENCE_MS });
});

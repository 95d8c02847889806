/** Every kind of picture that is left to the browser, decoded there in a worker, against what Pillow makes of it. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test as base } from '@playwright/test';
import { withBuiltPage } from '../../cli/builtPage';
import { readNpz } from '../../workers/readers/npy';

const HARNESS = { root: fileURLToPath(new URL('pictureHarness', import.meta.url)) };

const test = base.extend<object, { harnessUrl: string }>({
  harnessUrl: [
    ({ playwright: _ }, use) => withBuiltPage(HARNESS, use),
    { scope: 'worker', timeout: 300_000 },
  ],
});

function fixture(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`../fixtures/images/formats/${name}`, import.meta.url)));
}

/** Grey levels that the browser may be away from Pillow: lossy formats round their own ways, opacity is rounded twice. */
const TOLERANCES = {
  'rgb.png': 0,
  'grey.png': 0,
  'palette.png': 0,
  'one-bit.png': 0,
  'clear.png': 1,
  'rgb.bmp': 0,
  'lossless.webp': 0,
  'clear.webp': 1,
  'rgb.jpg': 3,
  'progressive.jpg': 3,
  'turned.jpg': 3,
  'grey.jpg': 3,
  'lossy.webp': 3,
} as const;

test('pictures decode to the pixels that Pillow sees', async ({ page, harnessUrl }) => {
  await page.goto(harnessUrl);
  const expected = await readNpz(fixture('expected.npz'));
  for (const [name, tolerance] of Object.entries(TOLERANCES)) {
    const answer = await page.evaluate(([file, bytes]) => window.readPicture(file, bytes), [
      name,
      [...fixture(name)],
    ] as const);
    if (typeof answer === 'string') throw new Error(`${name}: ${answer}`);
    const wanted = expected.get(name.replace('.', '_'))?.data ?? [];
    const distance = Math.max(...answer.pixels.map((value, i) => Math.abs(value - (wanted[i] ?? -999))));
    console.log(`${name}: at most ${distance} grey levels away`);
    expect(answer).toMatchObject({ height: 7, width: 9, hadAlpha: name.startsWith('clear') });
    expect(distance, name).toBeLessThanOrEqual(tolerance);
  }
});

test('a picture leaves nothing behind on the next', async ({ page, harnessUrl }) => {
  await page.goto(harnessUrl);
  const read = (name: string): Promise<unknown> =>
    page.evaluate((bytes) => window.readPicture('x', bytes), [...fixture(name)]);
  const alone = await read('clear.png');
  await read('rgb.png');
  expect(await read('clear.png')).toEqual(alone);
});

test('broken pictures end in a fault', async ({ page, harnessUrl }) => {
  await page.goto(harnessUrl);
  const ends = (bytes: readonly number[]): Promise<unknown> =>
    page.evaluate((values) => window.readPicture('x', values), bytes);
  expect(await ends([...fixture('rgb.png').subarray(0, 60)])).toBe('file-damaged: it cannot be decoded');
  expect(await ends([...new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg"/>')])).toBe(
    'file-damaged: it is an SVG drawing',
  );
});

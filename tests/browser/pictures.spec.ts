/** Every kind of picture, decoded in a worker of the browser: the pixels that Pillow sees, and that the command line sees. */
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

test('pictures decode to the pixels that Pillow sees, to the bit', async ({ page, harnessUrl }) => {
  await page.goto(harnessUrl);
  const expected = await readNpz(fixture('expected.npz'));
  for (const [key, { data }] of expected) {
    const name = key.replace(/_(\w+)$/, '.$1');
    if (name === 'printer.jpg') continue;
    const answer = await page.evaluate(([file, bytes]) => window.readPicture(file, bytes), [
      name,
      [...fixture(name)],
    ] as const);
    if (typeof answer === 'string') throw new Error(`${name}: ${answer}`);
    const { height, width, channels, pixels } = answer;
    expect({ height, width }, name).toEqual({ height: 7, width: 9 });
    const seen = channels === 3 ? pixels : pixels.flatMap((grey) => [grey, grey, grey]);
    expect(seen, name).toEqual([...data]);
  }
});

test('broken pictures end in a fault', async ({ page, harnessUrl }) => {
  await page.goto(harnessUrl);
  const ends = (bytes: readonly number[]): Promise<unknown> =>
    page.evaluate((values) => window.readPicture('x', values), bytes);
  expect(await ends([...fixture('rgb.png').subarray(0, 60)])).toBe('file-damaged: it ends too early');
  expect(await ends([...fixture('lossy.webp').subarray(0, 100)])).toBe('file-damaged: it cannot be decoded');
  expect(await ends([...fixture('printer.jpg')])).toBe(
    'file-damaged: its colours are those of a printer (CMYK); save it as RGB',
  );
  expect(await ends([...new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg"/>')])).toBe(
    'file-damaged: it is an SVG drawing',
  );
});

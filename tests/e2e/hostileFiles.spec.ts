/** Files made to do harm: nothing in them runs, nothing leaves the page, and each is answered in a sentence. */
import { join } from 'node:path';
import { expect, type Page, test, type Worker } from '@playwright/test';
import { zipSync } from 'fflate';
import {
  closePanel,
  type DroppedFile,
  dropFiles,
  fileAt,
  openPanel,
  openReady,
  PATIENCE_MS,
  smallLink,
} from './visitor';

const FIXTURES = join(import.meta.dirname, '../fixtures');
const PNG = fileAt(join(FIXTURES, 'images/formats/rgb.png')).bytes;
const NPZ = fileAt(join(FIXTURES, 'exact.npz')).bytes;
const ESCAPING = fileAt(join(FIXTURES, 'images/escaping.zip')).bytes;
const START = smallLink({ place: 'start' });
/** A host that nothing may ever be asked of. */
const FOREIGN = 'https://foreign.example';

test.describe.configure({ timeout: PATIENCE_MS });

const ascii = (text: string): Uint8Array => Buffer.from(text, 'latin1');

/** Which ways of making code of text work where this is evaluated. In a timer: the debugger's own evaluation has no policy. */
function codeThatRan(): Promise<readonly string[]> {
  const makers = [globalThis.eval, Function, (async () => undefined).constructor as typeof Function];
  const makes = (maker: (code: string) => unknown): boolean => {
    try {
      maker('1');
      return true;
    } catch {
      return false;
    }
  };
  return new Promise((resolve) => {
    setTimeout(() => resolve(makers.filter(makes).map(({ name }) => name)), 0);
  });
}

/** Markup that would run something, put on the page; answers which of it ran and how often the policy refused. */
async function injected(page: Page): Promise<{ ran: string; refused: number }> {
  return page.evaluate(async (foreign) => {
    let refused = 0;
    document.addEventListener('securitypolicyviolation', () => refused++);
    const mark = (name: string): string => `top.ran = (top.ran ?? '') + ' ${name}'`;
    const script = (attributes: Partial<HTMLScriptElement>): void =>
      document.body.append(Object.assign(document.createElement('script'), attributes));
    script({ textContent: mark('inline') });
    script({ src: `data:text/javascript,${mark('data')}` });
    script({ src: `${foreign}/script.js` });
    const box = document.createElement('div');
    box.innerHTML =
      `<img src="data:," onerror="${mark('handler')}"><iframe srcdoc="<script>${mark('frame')}</script>"></iframe>` +
      `<a href="javascript:${mark('link')}">link</a><img src="${foreign}/picture.png">`;
    document.body.append(box);
    box.querySelector('a')?.click();
    Reflect.apply(setTimeout, globalThis, [mark('timer')]);
    await new Promise((resolve) => setTimeout(resolve, 500));
    box.remove();
    return { ran: String(Reflect.get(globalThis, 'ran') ?? 'nothing'), refused };
  }, FOREIGN);
}

/** The page and those of its workers that answer: a helper sleeps until there is something to compute. */
function realms(page: Page): readonly Pick<Worker, 'evaluate'>[] {
  return [page, ...page.workers().filter((worker) => !worker.url().includes('helper.worker'))];
}

/** Addresses that were asked for from now on, without those of the page itself. */
function leaving(page: Page): readonly string[] {
  const asked: string[] = [];
  const own = new URL(page.url()).origin;
  page.on('request', (request) => {
    const address = request.url();
    if (!address.startsWith(own) && !/^(blob|data):/.test(address)) asked.push(address);
  });
  return asked;
}

/** The network and the button are still there, and nobody has changed what all objects inherit. */
async function expectPageKept(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { name: 'This network was taught a secret sign.' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Remove the backdoor' })).toBeEnabled();
  const inherited = () => [Object.keys(Object.prototype), 'ran' in globalThis];
  for (const realm of realms(page)) {
    const found = await realm.evaluate(inherited).catch((reason: unknown) => {
      // A reader that was ended meanwhile has nothing to say; one that hangs and was not ended would never answer.
      if (realms(page).includes(realm)) throw reason;
      return null;
    });
    if (found !== null) expect(found).toEqual([[], false]);
  }
}

async function expectRefused(page: Page, file: DroppedFile, says: RegExp): Promise<void> {
  await dropFiles(page, [file]);
  const alert = page.getByRole('alert').filter({ hasText: says });
  await expect(alert).toHaveCount(1);
  await expectPageKept(page);
  await alert.getByRole('button', { name: 'Dismiss' }).click();
  await expect(page.getByRole('alert')).toHaveCount(0);
}

test('no text ever becomes code, neither on the page nor in its workers, and WebAssembly still runs', async ({
  page,
}) => {
  const scripts = new Map<string, string>();
  page.on('response', (response) => {
    const name = /\w+\.worker/.exec(response.url())?.[0];
    if (name !== undefined) scripts.set(name, response.headers()['content-security-policy'] ?? '');
  });
  // The self-test has computed with WebAssembly, or compiled programs for WebGPU.
  await openReady(page, START);
  const { ran, refused } = await injected(page);
  expect(ran).toBe('nothing');
  expect(refused).toBeGreaterThanOrEqual(6);

  await dropFiles(page, [{ name: 'empty.npz', bytes: ascii('nothing') }]);
  await expect(page.getByRole('alert')).toBeVisible();
  expect([...scripts.keys()]).toEqual(expect.arrayContaining(['engine.worker', 'reader.worker']));
  for (const [name, policy] of scripts) {
    expect(policy, name).toContain("script-src 'self' 'wasm-unsafe-eval';");
  }
  // The page, the engine and the reader.
  expect(realms(page)).toHaveLength(3);
  for (const realm of realms(page)) expect(await realm.evaluate(codeThatRan)).toEqual([]);
});

const SVG = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink" onload="top.ran = 1">
  <script>top.ran = 1</script><image x:href="${FOREIGN}/a.png"/><use href="${FOREIGN}/b.svg#c"/></svg>`;
const HTML = `<!doctype html><script>top.ran = 1</script><img src="${FOREIGN}/d.png" onerror="top.ran = 1">`;
const MARKUP_NAME = `<img src='${FOREIGN}' onerror='top.ran = 1'>`.replaceAll('/', ':');
/** `subprocess.check_output('touch owned')`, pickled as text. */
const RUNS_CODE = "csubprocess\ncheck_output\n(S'touch owned'\ntR.";
/** Zeros that shrink a thousandfold. */
const ZEROS = new Uint8Array(64 * 2 ** 20);

/** An archive whose one entry states another size than its packed bytes have. */
function lying(bytes: Uint8Array, statedBytes: number): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 0; at < bytes.length - 46; at++) {
    const signature = view.getUint32(at, true);
    if (signature === 0x04034b50) view.setUint32(at + 22, statedBytes, true);
    if (signature === 0x02014b50) view.setUint32(at + 24, statedBytes, true);
  }
  return bytes;
}

function safetensors(header: string): Uint8Array {
  const bytes = Buffer.alloc(8 + header.length + 8);
  bytes.writeBigUInt64LE(BigInt(header.length));
  bytes.write(header, 8);
  return bytes;
}

const TENSOR = '{"dtype":"F32","shape":[2],"data_offsets":[0,8]}';

/** What is dropped, and what the page must say about it. */
const REFUSED: readonly (readonly [name: string, bytes: Uint8Array, says: RegExp])[] = [
  [
    'model.pt',
    fileAt(join(FIXTURES, 'evil-zip.pth')).bytes,
    /foreign code.*system.*nothing of it was executed/s,
  ],
  ['data_batch_1', ascii(`(S'data'\nS'labels'\n${RUNS_CODE}`), /subprocess[ .]check_output/],
  ['model.pkl', ascii(RUNS_CODE), /model\.pkl: This file is of no known kind/],
  ['drawing.zip', zipSync({ 'cat/1.png': ascii(SVG), 'dog/2.png': PNG }), /cat\/1\.png: .*an SVG drawing/s],
  ['page.zip', zipSync({ 'cat/1.jpg': ascii(HTML), 'dog/2.png': PNG }), /an HTML page/],
  ['drawing.png', ascii(SVG), /drawing\.png/],
  [`${MARKUP_NAME}.pth`, ascii(HTML), /<img src=.*of no known kind/],
  ['bomb.pt', zipSync({ 'net/data.pkl': ZEROS }), /bomb\.pt: This file is too large/],
  ['bomb.zip', zipSync({ 'cat/1.png': ZEROS }), /bomb\.zip: This file is too large/],
  [
    'quiet.zip',
    lying(zipSync({ 'cat/1.png': ZEROS, 'dog/1.png': ZEROS }), 1000),
    /cat\/1\.png.*cannot be unpacked/s,
  ],
  [
    'proto.safetensors',
    safetensors(`{"__proto__":${TENSOR},"__metadata__":{"__proto__":"x"}}`),
    /do not fit any architecture built in: __proto__/,
  ],
  [
    'proto.npz',
    zipSync({ '__proto__.npy': NPZ.subarray(0, 0), 'constructor.npy': ascii('x') }),
    /proto\.npz: /,
  ],
  ['recipe.json', ascii('{"__proto__":{"ran":1},"constructor":{"prototype":{"ran":1}}}'), /recipe\.json: /],
];

test('files made to do harm are refused in a sentence each: nothing runs, nothing is asked of any host', async ({
  page,
}) => {
  page.on('dialog', (dialog) => expect(dialog.message()).toBe('no dialog'));
  await openReady(page, START);
  const asked = leaving(page);
  for (const [name, bytes, says] of REFUSED) {
    await test.step(name, () => expectRefused(page, { name, bytes }, says));
  }
  await test.step('an archive that wants to write elsewhere is read under harmless names', async () => {
    await dropFiles(page, [{ name: 'escaping.zip', bytes: ESCAPING }]);
    const card = page.getByRole('main').getByRole('region', { name: 'Data', exact: true });
    await expect(card).toContainText('escaping.zip');
    await expect(card).not.toContainText('..');
    await expect(page.getByRole('alert')).toHaveCount(0);
  });
  expect(asked).toEqual([]);
});

test('a file whose reading never ends costs its own opening and nothing else', async ({ page }) => {
  await openReady(page, START);
  const reader = () => page.workers().filter((worker) => worker.url().includes('reader.worker'));
  // The built-in network came through it, and it waits for the next file.
  await expectPageKept(page);
  await expect.poll(() => reader().length).toBe(1);
  // Readers hang as one with a mistake in it would, after a first look at the file; one that starts later, too.
  const hang = (worker: Worker): Promise<void> =>
    worker.evaluate(() => {
      let own = self.onmessage;
      self.onmessage = null;
      Object.defineProperty(self, 'onmessage', { set: (set: typeof own) => (own = set) });
      self.addEventListener(
        'message',
        (event: MessageEvent<{ readonly method: string; readonly request: unknown }>) => {
          const { method, request } = event.data;
          const isHung = method === 'readNetwork' && JSON.stringify(request).includes('slow.pth');
          if (!isHung) return own?.call(self, event) as unknown;
          for (;;);
        },
      );
    });
  // Of two that were needed at once one is ended, maybe before it is reached.
  const hangIfThere = (worker: Worker): Promise<void> => hang(worker).catch(() => undefined);
  page.on('worker', (worker) => {
    if (worker.url().includes('reader.worker')) void hangIfThere(worker);
  });
  await Promise.all(reader().map(hangIfThere));
  const { bytes } = fileAt(join(FIXTURES, 'evil-legacy.pth'));
  await dropFiles(page, [{ name: 'slow.pth', bytes }]);
  await expect(page.getByRole('group', { name: 'Loading' })).toBeVisible();
  await test.step('the page answers meanwhile', async () => {
    const panel = await openPanel(page, 'Help');
    await expect(panel).toBeVisible();
    await closePanel(page, 'Help');
  });
  const alert = page.getByRole('alert').filter({ hasText: 'slow.pth: Reading took too long' });
  await expect(alert).toBeVisible();
  await alert.getByRole('button', { name: 'Dismiss' }).click();
  await expectPageKept(page);
  await expectRefused(page, { name: 'next.pth', bytes }, /next\.pth.*foreign code/s);
  // Where two questions came at once, the second reader is ended after its answer.
  await expect.poll(() => reader().length).toBe(1);
});

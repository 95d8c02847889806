/**
 * A real browser with a part of the engine in a real worker, built as the product is built. `ask` runs a command there.
 * Chromium is started with SwiftShader as its WebGPU adapter: the tests mean the same on every machine.
 */
import { createReadStream, existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test as base } from '@playwright/test';
import { build, type Plugin, preview } from 'vite';
import type { CommandName, Commands } from './harness/commands';

const CASES = resolve(process.env.RNP_CASES ?? '../shared');

/** Whether the recorded cases are there; prints why the tests skip where they are not. */
export function hasRecordedCases(): boolean {
  const isPresent = existsSync(join(CASES, 'parity/backdoored_zip.pth'));
  if (!isPresent) console.warn(`skipped: no recorded cases in ${CASES} (set RNP_CASES)`);
  return isPresent;
}

/** Serves the recorded files beside the page. */
const serveCases: Plugin = {
  name: 'serve-cases',
  configurePreviewServer: (server) => {
    server.middlewares.use('/cases', (request, response) => {
      const file = join(CASES, resolve('/', request.url ?? ''));
      if (existsSync(file)) createReadStream(file).pipe(response);
      else response.writeHead(404).end();
    });
  },
};

/** Builds the page once and serves it for all tests of this process. */
async function serveHarness(use: (url: string) => Promise<void>): Promise<void> {
  const outDir = await mkdtemp(join(tmpdir(), 'rnp-browser-'));
  const root = fileURLToPath(new URL('harness', import.meta.url));
  const common = {
    root,
    configFile: false,
    logLevel: 'error',
    base: './',
    worker: { format: 'es' },
    build: { outDir, emptyOutDir: true, target: 'es2022', assetsInlineLimit: 0, chunkSizeWarningLimit: 4000 },
  } as const;
  await build(common);
  const server = await preview({ ...common, plugins: [serveCases], preview: { port: 0 } });
  try {
    await use(server.resolvedUrls?.local[0] ?? '');
  } finally {
    await server.close();
    await rm(outDir, { recursive: true });
  }
}

/** Runs a command in the worker; fails the test with the fault where there is one. */
export type Ask = <C extends CommandName>(
  command: C,
  takes: Commands[C]['takes'],
) => Promise<Commands[C]['answers']>;

export const test = base.extend<{ ask: Ask }, { harnessUrl: string }>({
  launchOptions: [
    async ({ launchOptions }, use) => {
      const args = [
        ...(launchOptions.args ?? []),
        '--enable-unsafe-webgpu',
        '--use-webgpu-adapter=swiftshader',
      ];
      await use({ ...launchOptions, args });
    },
    { scope: 'worker' },
  ],
  harnessUrl: [({ playwright: _ }, use) => serveHarness(use), { scope: 'worker', timeout: 300_000 }],
  ask: async ({ page, harnessUrl }, use) => {
    await page.goto(harnessUrl);
    await use(async (command, takes) => {
      const answer = await page.evaluate(([name, values]) => window.ask(name, values), [
        command,
        takes,
      ] as const);
      if (!answer.ok) throw new Error(JSON.stringify(answer.fault));
      return answer.value;
    });
  },
});

export { expect };

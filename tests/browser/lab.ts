/**
 * A real browser with a part of the engine in a real worker, built as the product is built. `ask` runs a command there.
 * Chromium is started with SwiftShader as its WebGPU adapter: the tests mean the same on every machine.
 */
import { createReadStream, existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test as base } from '@playwright/test';
import type { Plugin } from 'vite';
import { withBuiltPage } from '../../cli/builtPage';
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

const HARNESS = { root: fileURLToPath(new URL('harness', import.meta.url)), plugins: [serveCases] };

/** Runs a command in the worker; fails the test with the fault where there is one. */
export type Ask = <C extends CommandName>(
  command: C,
  takes: Commands[C]['takes'],
) => Promise<Commands[C]['answers']>;

export const test = base.extend<{ ask: Ask }, { harnessUrl: string }>({
  launchOptions: [
    async ({ launchOptions }, use) => {
      const args = [...(launchOptions.args ?? []), '--use-webgpu-adapter=swiftshader'];
      await use({ ...launchOptions, args });
    },
    { scope: 'worker' },
  ],
  // Built once and served for all tests of this process.
  harnessUrl: [
    ({ playwright: _ }, use) => withBuiltPage(HARNESS, use),
    { scope: 'worker', timeout: 300_000 },
  ],
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

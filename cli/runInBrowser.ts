/** `--backend webgpu`: the same engine in a headless Chromium, since Node has no WebGPU. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium } from '@playwright/test';
import { build, preview } from 'vite';
import { BROWSER_ARGUMENTS } from '../scripts/browserArguments.mjs';
import { findChromium } from '../scripts/findChromium.mjs';
import {
  type EngineEvent,
  FaultError,
  type NormalisationId,
  type Recipe,
  type Report,
} from '../workers/protocol';

/** Paths of the user's own files; null where the recipe's stand. */
export interface OwnPaths {
  readonly model: string | null;
  readonly defense: string | null;
  readonly test: string | null;
  readonly normalisation: NormalisationId;
}

const ROOT = fileURLToPath(new URL('browser', import.meta.url));
const PUBLIC = fileURLToPath(new URL('../public', import.meta.url));

/** Builds the page of the runner, serves it, and takes it away again. */
async function withPage<T>(use: (url: string) => Promise<T>): Promise<T> {
  const outDir = await mkdtemp(join(tmpdir(), 'rnp-webgpu-'));
  const common = {
    root: ROOT,
    publicDir: PUBLIC,
    configFile: false,
    logLevel: 'error',
    base: './',
    worker: { format: 'es' },
    build: { outDir, emptyOutDir: true, target: 'es2022', assetsInlineLimit: 0, chunkSizeWarningLimit: 4000 },
  } as const;
  try {
    await build(common);
    const server = await preview({ ...common, preview: { port: 0 } });
    try {
      return await use(server.resolvedUrls?.local[0] ?? '');
    } finally {
      await server.close();
    }
  } finally {
    await rm(outDir, { recursive: true });
  }
}

async function launch(): Promise<Browser> {
  const found = findChromium();
  try {
    return await chromium.launch({
      args: BROWSER_ARGUMENTS,
      ...(found === null ? { channel: 'chromium' } : { executablePath: found }),
    });
  } catch (thrown) {
    const reason = 'no Chromium was found; install one, or name it in CHROMIUM_PATH';
    throw new FaultError('device-unavailable', { asked: 'webgpu', reason }, { detail: String(thrown) });
  }
}

/** Runs one recipe on the graphics card and answers its report. Throws what the engine does, and `device-unavailable`. */
export async function runInBrowser(
  recipe: Recipe,
  files: OwnPaths,
  tell: (event: EngineEvent) => void,
): Promise<Report> {
  const browser = await launch();
  try {
    return await withPage(async (url) => {
      const page = await browser.newPage();
      await page.exposeFunction('tell', tell);
      await page.goto(url);
      for (const role of ['model', 'defense', 'test'] as const)
        if (files[role] !== null) await page.locator(`#${role}`).setInputFiles(files[role]);
      const result = await page.evaluate(([asked, normalisation]) => window.rnp(asked, normalisation), [
        recipe,
        files.normalisation,
      ] as const);
      if (result.ok) return result.value;
      throw new FaultError(result.fault.code, result.fault.params, result.fault);
    });
  } finally {
    await browser.close();
  }
}

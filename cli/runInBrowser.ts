/** `--backend webgpu`: the same engine in a headless Chromium, since Node has no WebGPU. */
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import {
  type EngineEvent,
  FaultError,
  type NormalisationId,
  type Recipe,
  type Report,
} from '../workers/protocol';
import { withBuiltPage } from './builtPage';
import { requireFile } from './nodeSession';
import { startChromium } from './startChromium';

/** Paths of the user's own files; null where the recipe's stand. */
export interface OwnPaths {
  readonly model: string | null;
  readonly defense: string | null;
  readonly test: string | null;
  readonly normalisation: NormalisationId;
}

const PAGE = {
  root: fileURLToPath(new URL('browser', import.meta.url)),
  publicDir: fileURLToPath(new URL('../public', import.meta.url)),
};
/** Where the user's own files are named on the command line. */
const ARGUMENTS = { model: '--model', defense: '--data', test: '--test' } as const;
const ROLES = ['model', 'defense', 'test'] as const;

/** Runs one recipe on the graphics card and answers its report. Throws what the engine does, and `device-unavailable`. */
export async function runInBrowser(
  recipe: Recipe,
  files: OwnPaths,
  tell: (event: EngineEvent) => void,
): Promise<Report> {
  for (const role of ROLES) if (files[role] !== null) await requireFile(files[role], ARGUMENTS[role]);
  const browser = await startChromium((options) => chromium.launch(options));
  try {
    return await withBuiltPage(PAGE, async (url) => {
      const page = await browser.newPage();
      await page.exposeFunction('tell', tell);
      await page.goto(url);
      for (const role of ROLES)
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

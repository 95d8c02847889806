/** `--backend webgpu`: the same engine in a headless Chromium, since Node has no WebGPU. */
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { type EngineEvent, FaultError, type PixelReading } from '../workers/protocol';
import { withBuiltPage } from './builtPage';
import { OWN_ROLES, type OwnPaths } from './ownPaths';
import type { RunnableRecipe, RunnableReport } from './runWithFiles';
import { startChromium } from './startChromium';

const PAGE = {
  root: fileURLToPath(new URL('browser', import.meta.url)),
  publicDir: fileURLToPath(new URL('../public', import.meta.url)),
};

/** Runs one recipe on the graphics card and answers its report. Throws what the engine does, and `device-unavailable`. */
export async function runInBrowser(
  recipe: RunnableRecipe,
  { paths, pixels }: { readonly paths: OwnPaths; readonly pixels: PixelReading },
  tell: (event: EngineEvent) => void,
): Promise<RunnableReport> {
  const browser = await startChromium((options) => chromium.launch(options));
  try {
    return await withBuiltPage(PAGE, async (url) => {
      const page = await browser.newPage();
      await page.exposeFunction('tell', tell);
      await page.goto(url);
      for (const role of OWN_ROLES) {
        const files = paths[role].map(({ disk }) => disk);
        if (files.length > 0) await page.locator(`#${role}`).setInputFiles(files);
      }
      // An input forgets where its files lay.
      const names = Object.fromEntries(OWN_ROLES.map((role) => [role, paths[role].map(({ path }) => path)]));
      const result = await page.evaluate((asked) => window.rnp(...asked), [recipe, names, pixels] as const);
      if (result.ok) return result.value;
      throw new FaultError(result.fault.code, result.fault.params, result.fault);
    });
  } finally {
    await browser.close();
  }
}

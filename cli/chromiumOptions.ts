/** How the command line starts a Chromium: the one on this machine, or else Playwright's own. */
import type { LaunchOptions } from '@playwright/test';
import { BROWSER_ARGUMENTS } from '../scripts/browserArguments.mjs';
import { findChromium } from '../scripts/findChromium.mjs';

/** What Playwright wants to know. */
export function chromiumOptions(): LaunchOptions {
  const found = findChromium();
  return {
    args: BROWSER_ARGUMENTS,
    ...(found === null ? { channel: 'chromium' } : { executablePath: found }),
  };
}

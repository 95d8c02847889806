/** How the command line starts a Chromium: the one on this machine, or else Playwright's own. */
import type { LaunchOptions } from '@playwright/test';
import { BROWSER_ARGUMENTS } from '../scripts/browserArguments.mjs';
import { findChromium } from '../scripts/findChromium.mjs';
import { FaultError } from '../workers/protocol';

/**
 * Calls `start`, one of Playwright's ways to launch a browser.
 * @throws FaultError `device-unavailable` {asked, reason} where there is no browser to launch
 */
export async function startChromium<T>(start: (options: LaunchOptions) => Promise<T>): Promise<T> {
  const found = findChromium();
  try {
    return await start({
      args: BROWSER_ARGUMENTS,
      ...(found === null ? { channel: 'chromium' } : { executablePath: found }),
    });
  } catch (thrown) {
    const reason = 'no Chromium was found; install one, or name it in CHROMIUM_PATH';
    throw new FaultError('device-unavailable', { asked: 'webgpu', reason }, { detail: String(thrown) });
  }
}

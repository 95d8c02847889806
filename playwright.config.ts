import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';
import { BROWSER_ARGUMENTS } from './scripts/browserArguments.mjs';

const DEBIAN_CHROMIUM = '/usr/bin/chromium';
const PORT = Number(process.env.RNP_PORT ?? 4179);
const found = process.env.RNP_CHROMIUM ?? (existsSync(DEBIAN_CHROMIUM) ? DEBIAN_CHROMIUM : undefined);

export default defineConfig({
  projects: [
    // A part of the engine in a page of its own; these tests build and serve it themselves.
    { name: 'browser', testDir: 'tests/browser' },
    // The built page.
    { name: 'e2e', testDir: 'tests/e2e' },
  ],
  outputDir: 'test-results',
  // A run keeps every core busy; two at once would only measure each other.
  workers: 1,
  timeout: 300_000,
  expect: { timeout: 60_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: [['list'], ['json', { outputFile: 'tests/results/pages.json' }]],
  use: {
    baseURL: `http://localhost:${PORT}/`,
    viewport: { width: 1440, height: 900 },
    trace: 'retain-on-failure',
    launchOptions: { args: BROWSER_ARGUMENTS, ...(found === undefined ? {} : { executablePath: found }) },
    ...(found === undefined ? { channel: 'chromium' } : {}),
  },
  webServer: {
    command: `npx --no-install vite preview --port ${PORT} --strictPort`,
    url: `http://localhost:${PORT}/`,
    reuseExistingServer: !process.env.CI,
  },
});

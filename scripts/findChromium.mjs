/** Finds a Chromium for the browser tests, or gets one. Uses nothing but Node itself. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ROOT } from './dependencies.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

function usualPlaces() {
  if (process.platform === 'darwin') {
    return ['Google Chrome', 'Chromium'].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`);
  }
  if (process.platform === 'win32') {
    return ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((name) => {
      const folder = process.env[name];
      return folder === undefined ? [] : [join(folder, 'Google/Chrome/Application/chrome.exe')];
    });
  }
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
}

/** Path of a Chromium on this machine, or null. CHROMIUM_PATH goes first. */
export function findChromium() {
  const asked = process.env.CHROMIUM_PATH;
  if (asked) return existsSync(asked) ? asked : null;
  return usualPlaces().find((path) => existsSync(path)) ?? null;
}

/** Starts `command`; true where it ended well. */
function succeeds(command) {
  console.log(`> ${command}`);
  return spawnSync(command, { cwd: ROOT, stdio: 'inherit', shell: true }).status === 0;
}

/**
 * Installs a Chromium: Playwright's own, or, where that cannot be had, Debian's.
 * Answers its path, 'bundled' where Playwright knows it, or null.
 */
export function installChromium() {
  const isRoot = process.getuid?.() === 0;
  if (succeeds('npx --no-install playwright install chromium')) {
    if (!isRoot || process.platform !== 'linux') return 'bundled';
    if (succeeds('npx --no-install playwright install-deps chromium')) return 'bundled';
  }
  if (isRoot && existsSync('/etc/debian_version')) {
    succeeds('apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium');
  }
  return findChromium();
}

/**
 * `npm start`: installs, builds and serves the page, then opens it. Works on a fresh clone.
 * `--no-open` leaves the browser alone; `--port N` asks for a port, the next free one is taken.
 */
import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';
import { ensureDependencies, ROOT } from './dependencies.mjs';

const { values: options } = parseArgs({
  options: { 'no-open': { type: 'boolean', default: false }, port: { type: 'string', default: '4173' } },
});

function hasDisplay() {
  if (process.env.CI) return false;
  if (process.platform !== 'linux') return true;
  return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

function openBrowser(address) {
  const openers = { darwin: ['open', address], win32: ['cmd', '/c', 'start', '', address] };
  const [command, ...rest] = openers[process.platform] ?? ['xdg-open', address];
  const child = spawn(command, rest, { stdio: 'ignore', detached: true });
  // No opener on this machine: the address has been printed, that is enough.
  child.on('error', () => {});
  child.unref();
}

ensureDependencies();
process.chdir(ROOT);
// Only now: on a fresh clone neither was there before.
await import('./build-kernels.mjs');
const { build, preview } = await import('vite');
console.log('Building the page ...');
await build({ logLevel: 'warn' });
const server = await preview({ preview: { port: Number(options.port) } });
const address = server.resolvedUrls?.local[0] ?? `http://localhost:${options.port}/`;
console.log(`\nRNP Playground: ${address}\nStop it with Ctrl+C.`);
if (!options['no-open'] && hasDisplay()) openBrowser(address);

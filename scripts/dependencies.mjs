/** Installs what the lock file names, when it is not there yet or is older than the lock file. Uses nothing but Node itself. */
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));
const OLDEST_NODE = [20, 19];

function changedMs(path) {
  return statSync(join(ROOT, path), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function isNodeOld() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  return major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1]);
}

/** Ends the process with one clear line where it cannot go on. */
export function ensureDependencies() {
  if (isNodeOld()) {
    console.error(`Node ${OLDEST_NODE.join('.')} or newer is needed; this is ${process.versions.node}.`);
    process.exit(1);
  }
  if (changedMs('node_modules/.package-lock.json') >= changedMs('package-lock.json')) return;
  console.log('Installing dependencies (npm ci) ...');
  // On Windows npm is a script, which only a shell can start.
  const npm = spawnSync('npm ci --no-audit --no-fund', { cwd: ROOT, stdio: 'inherit', shell: true });
  if (npm.status === 0) return;
  console.error('npm ci failed: the dependencies could not be installed.');
  process.exit(1);
}

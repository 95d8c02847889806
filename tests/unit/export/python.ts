/** Runs Python with the real frameworks, where they are installed. `RNP_PYTHON` names another interpreter. */
import { spawnSync } from 'node:child_process';

const PYTHON = process.env['RNP_PYTHON'] ?? '/usr/bin/python3';

/** Whether the interpreter has these modules; prints why tests skip where it has not. */
export function hasPython(...modules: readonly string[]): boolean {
  const { status } = spawnSync(PYTHON, ['-c', `import ${modules.join(', ')}`]);
  if (status !== 0) console.warn(`skipped: ${PYTHON} cannot import ${modules.join(', ')} (set RNP_PYTHON)`);
  return status === 0;
}

/** What a script prints as JSON; its arguments stand in `sys.argv`. */
export function runPython(script: string, ...args: readonly string[]): unknown {
  const { status, stdout, stderr } = spawnSync(PYTHON, ['-c', script, ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as unknown;
}

/** The headless runner as another program starts it, and in this process, where many words are tried. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { vi } from 'vitest';
import { main } from '../../../cli/main';

export const ROOT = join(import.meta.dirname, '../../..');
/** Starting Node with the whole engine takes seconds on a busy machine. */
export const PATIENCE_MS = 300_000;

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `rnp` with these words, under `environment` on top of the test's own. */
export function rnp(words: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['--import', 'tsx', 'cli/rnp.ts', ...words],
      { cwd: ROOT, env: { ...process.env, FORCE_COLOR: '0', ...environment } },
      (error, stdout, stderr) => resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
  });
}

/** The same without a process of its own. */
export async function rnpHere(words: readonly string[]): Promise<Outcome> {
  const said = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      said[name] += String(text);
      return true;
    }),
  );
  process.exitCode = 0;
  try {
    await main(words);
    return { code: process.exitCode, ...said };
  } finally {
    process.exitCode = 0;
    for (const spy of spies) spy.mockRestore();
  }
}

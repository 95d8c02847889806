/** The headless runner as another program starts it. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';

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

/** The headless runner as another program sees it: words in, JSON on stdout, one line and a code on failure. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../../..');
const FIXTURES = 'tests/fixtures';
/** Starting Node with the whole engine takes seconds on a busy machine. */
const PATIENCE_MS = 300_000;

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function rnp(...words: string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['--import', 'tsx', 'cli/rnp.ts', ...words],
      { cwd: ROOT, env: { ...process.env, FORCE_COLOR: '0' } },
      (error, stdout, stderr) => resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
  });
}

/** Bad input and the words of the one line it is answered with. */
const BAD: readonly (readonly [readonly string[], RegExp])[] = [
  [['inspect', `${FIXTURES}/evil-zip.pth`], /foreign code: It names (posix|os)[ .]system/],
  [['inspect', `${FIXTURES}/bare-zip.pth`], /architecture built in/],
  [['inspect', `${FIXTURES}/nowhere.pth`], /nowhere\.pth cannot be read/],
  [['run', 'badnets-9000'], /There is no preset called badnets-9000/],
  [['run', '#r99=AAAA'], /newer playground/],
  [['run', 'badnets-8', '--set', 'unlearn.maxEpochs=0'], /maxEpochs/],
  [['dance'], /dance: known are run/],
];

describe('rnp', () => {
  it.each(BAD)('%j fails with one line and a code', { timeout: PATIENCE_MS }, async (words, line) => {
    const { code, stdout, stderr } = await rnp(...words);
    expect(stderr).toMatch(line);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stdout).toBe('');
    expect(code).toBeGreaterThan(0);
  });

  it('inspect says what a network file holds', { timeout: PATIENCE_MS }, async () => {
    const { code, stdout } = await rnp('inspect', 'public/zoo/badnets-8.safetensors');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      classes: 10,
      maskSites: 20,
      channels: 600,
      missing: [],
      unused: [],
    });
  });
});

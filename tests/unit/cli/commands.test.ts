/** The headless runner as another program sees it: words in, JSON on stdout, one line and a code on failure. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { PATIENCE_MS, rnp, rnpHere, ROOT } from './rnp';

const FIXTURES = 'tests/fixtures';

const bad = mkdtempSync(join(tmpdir(), 'rnp-cli-'));
afterAll(() => rmSync(bad, { recursive: true }));

/** A file with this content in a folder of its own; its path. */
function fileOf(name: string, content: string | Uint8Array): string {
  const path = join(bad, name);
  writeFileSync(path, content);
  return path;
}

const WHOLE = readFileSync(join(ROOT, FIXTURES, 'bare-zip.pth'));
const PATCH = { kind: 'patch', pattern: 'solid', size: 3, row: 29, column: 29, strength: 1, target: 0 };

/** Bad input and the words of the one line it is answered with. */
const BAD: readonly (readonly [readonly string[], RegExp])[] = [
  [['inspect', `${FIXTURES}/evil-zip.pth`], /foreign code: It names (posix|os)[ .]system/],
  [['inspect', `${FIXTURES}/bare-zip.pth`], /architecture built in/],
  [['inspect', `${FIXTURES}/nowhere.pth`], /nowhere\.pth cannot be read/],
  [['run', 'badnets-9000'], /There is no preset called badnets-9000/],
  [['run', '#r99=AAAA'], /newer playground/],
  [['run', 'badnets-8', '--set', 'unlearn.maxEpochs=0'], /maxEpochs/],
  [['inspect', FIXTURES], /fixtures cannot be read/],
  [['inspect', fileOf('empty.pth', '')], /empty/i],
  [['inspect', fileOf('noise.pth', 'no network at all, only words')], /noise\.pth|not a|unknown|recognised/i],
  [['inspect', fileOf('cut.pth', WHOLE.subarray(0, WHOLE.length >> 1))], /damaged|cut|end|incomplete/i],
  [['run', 'badnets-8', '--set', 'unlearn.speed=3'], /unlearn\.speed/],
  [['run', fileOf('half.json', '{"format":')], /half\.json is no readable JSON/],
  [['run', fileOf('other.json', '{"a": 1}')], /recipe/i],
  [['run', 'badnets-8', '--fast'], /--fast: known are/],
  [['run', 'badnets-8', '--seed'], /--seed: it needs a value/],
  [['run', 'badnets-8', '--trigger', fileOf('words.json', 'a patch')], /words\.json is no readable JSON/],
  [['run', 'badnets-8', '--trigger', fileOf('odd.json', '{"kind": "spell"}')], /trigger/],
  [['run', 'badnets-8', '--trigger', fileOf('far.json', JSON.stringify({ ...PATCH, target: 10 }))], /10/],
  [
    ['run', 'badnets-8', '--trigger', fileOf('out.json', JSON.stringify({ ...PATCH, row: 31 }))],
    /image|picture/i,
  ],
  [['run', '#r1=AAAA'], /link/i],
  [['run', 'badnets-8', '--method', 'hope'], /no method hope, known are rnp, ft, fp/],
  [
    ['run', 'badnets-8', '--method', 'ft', '--set', 'method.options.epochs=0'],
    /method\.options\.epochs has 0/,
  ],
  [['run', fileOf('lines.json', '{}\n{}\n')], /lines\.json is no readable JSON/],
  [
    ['expand', fileOf('sweep.json', '{"networks": ["badnets-8"], "methods": ["rnp"]}')],
    /field seeds has nothing/,
  ],
  [['detect'], /name a preset, a recipe file or a link/],
  [['detect', 'badnets-8', '--set', 'search.rounds=0'], /search\.rounds has 0/],
  [['detect', 'badnets-8', '--set', 'prune.rule=carriers'], /no option prune\.rule/],
  [['merge', '--format', 'xml', '.'], /known are csv, json/],
  [['merge', '--rows', 'seeds', '.'], /known are runs, means/],
  [['merge'], /name reports, or folders/],
  [['dance'], /dance: known are run/],
];

describe('rnp', () => {
  it.each(BAD)('%j fails with one line and a code', { timeout: PATIENCE_MS }, async (words, line) => {
    const { code, stdout, stderr } = await rnpHere(words);
    expect(stderr).toMatch(line);
    // Where the run had begun, its progress stands before the one line.
    const lines = stderr
      .trim()
      .split('\n')
      .filter((each) => !/^[a-z-]+ \d+\/[\d?]+/.test(each));
    expect(lines).toHaveLength(1);
    expect(stdout).toBe('');
    expect(code).toBeGreaterThan(0);
  });

  it(
    'says how it is used: on stdout when asked, on stderr when nothing was',
    { timeout: PATIENCE_MS },
    async () => {
      const asked = await rnp(['run', '--help']);
      expect(asked).toMatchObject({ code: 0, stderr: '' });
      expect(asked.stdout).toContain('inspect FILE');
      expect(await rnp([])).toEqual({ code: 1, stdout: '', stderr: asked.stdout });
      expect(await rnp(['dance'])).toMatchObject({ code: 1, stdout: '' });
    },
  );

  it('inspect says what a network file holds', { timeout: PATIENCE_MS }, async () => {
    const { code, stdout } = await rnp(['inspect', 'public/zoo/badnets-8.safetensors']);
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

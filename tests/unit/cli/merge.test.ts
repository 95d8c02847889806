/** From a sweep to a table, as a cluster would do it: expand, run each file, merge. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { DefenseReport } from '../../../workers/protocol';
import { plausibleReport } from '../run/plausibleRun';
import { PATIENCE_MS, rnp } from './rnp';

const folder = mkdtempSync(join(tmpdir(), 'rnp-merge-'));
afterAll(() => rmSync(folder, { recursive: true }));
const reports = join(folder, 'reports');
const inFolder = (name: string): string => join(folder, name);

/** One epoch of fine-tuning on a few pictures. */
const SWEEP = {
  networks: ['badnets-8'],
  methods: ['ft'],
  seeds: [3],
  set: {
    'method.options.epochs': [1],
    'shared.images': [32],
    'watch.images': [16],
    'watch.testImages': [16],
  },
};

describe('a sweep over another defense', () => {
  it('becomes files, reports and a table', { timeout: 4 * PATIENCE_MS }, async () => {
    writeFileSync(inFolder('sweep.json'), JSON.stringify(SWEEP));
    const expanded = await rnp(['expand', inFolder('sweep.json'), '--out', inFolder('recipes')]);
    const [path = '', ...more] = expanded.stdout.trim().split('\n');
    expect(more).toEqual([]);
    expect(basename(path)).toMatch(/^badnets-8-ft-3-[0-9a-f]{8}\.json$/);

    const out = join(reports, basename(path));
    const ran = await rnp(['run', path, '--out', out]);
    expect(ran.stderr.trim().split('\n').at(-1)).toMatch(
      /^clean \d\.\d{4} attack \d\.\d{4} -> clean \d\.\d{4} attack \d\.\d{4}, 0 filters cut$/,
    );
    const report = JSON.parse(readFileSync(out, 'utf8')) as DefenseReport;
    expect(report.recipe).toEqual(JSON.parse(readFileSync(path, 'utf8')));

    const older = { ...report, startedAt: '2001-01-01T00:00:00.000Z', elapsedMs: 1 };
    mkdirSync(join(reports, 'older'));
    writeFileSync(join(reports, 'older', 'a.json'), JSON.stringify(older));
    writeFileSync(join(reports, 'rnp.json'), JSON.stringify(plausibleReport()));
    const merged = await rnp(['merge', reports]);
    expect(merged).toMatchObject({ code: 0, stderr: '' });
    const [head, ...rows] = merged.stdout.trim().split('\r\n');
    expect(head).toMatch(/^network,method,seed,hash,/);
    expect(rows).toHaveLength(2);
    const ft = rows.filter((row) => row.startsWith('badnets-8,ft,3,'));
    expect(ft).toHaveLength(1);
    expect(ft[0]).toContain(report.startedAt);

    const another = { ...report, recipe: { ...report.recipe, seed: 4 } };
    writeFileSync(join(reports, 'another.json'), JSON.stringify(another));
    const means = await rnp(['merge', reports, '--rows', 'means', '--format', 'markdown']);
    expect(means.stdout.split('\n').filter((line) => line.includes('| 3, 4 |'))).toHaveLength(1);
  });

  it('leaves out what is no report, names it, and fails', { timeout: PATIENCE_MS }, async () => {
    mkdirSync(reports, { recursive: true });
    writeFileSync(inFolder('whole.json'), JSON.stringify(plausibleReport()));
    writeFileSync(inFolder('half.json'), JSON.stringify(plausibleReport()).slice(0, 500));
    writeFileSync(inFolder('odd.json'), '{"format": "other"}');
    const words = ['half.json', 'whole.json', 'odd.json', 'nowhere.json'].map(inFolder);
    const { code, stderr, stdout } = await rnp(['merge', ...words, '--format', 'markdown']);
    expect(code).toBe(1);
    const lines = stderr.trim().split('\n');
    for (const name of ['half.json', 'odd.json', 'nowhere.json'])
      expect(lines.filter((line) => line.includes(`${name} is left out: `))).toHaveLength(1);
    expect(lines).toHaveLength(3);
    expect(stdout.split('\n').filter((line) => line.startsWith('|'))).toHaveLength(3);
  });
});

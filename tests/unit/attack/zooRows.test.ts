/** The table of trained networks: each beside RNP's runs on it and beside the paper's row. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { zooRows } from '../../../src/features/attack/zooRows';
import { type AttackRow, median, type PaperTable, type ZooEntry } from '../../../workers/protocol';

function shipped(path: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../../public/${path}`, import.meta.url), 'utf8'));
}

const { networks: ZOO } = shipped('zoo/manifest.json') as { networks: readonly ZooEntry[] };
const PAPER = shipped('tables/paper.json') as PaperTable;

function run(
  entry: ZooEntry | undefined,
  seed: number,
  after: { clean: number; attack: number; pruned: number },
): AttackRow {
  const numbers = {
    cleanAccuracy: after.clean,
    attackSuccessRate: after.attack,
    targetClassAccuracy: null,
  };
  return {
    network: entry?.id ?? '',
    sha256: entry?.sha256 ?? '',
    attack: entry?.attack ?? '',
    method: 'rnp, adaptive',
    seed,
    before: { ...numbers, cleanAccuracy: 0.98 },
    after: numbers,
    pruned: after.pruned,
    label: 0,
    lead: null,
    recovered: 1,
    stillFooled: null,
    doubts: [],
    elapsedMs: 1,
    failed: after.attack > 0.05 ? ['attack'] : [],
    reason: after.attack > 0.05 ? ['label-wrong'] : [],
  };
}

describe('the table of trained networks', () => {
  const badnets = ZOO.find(({ id }) => id === 'badnets-16');
  const rowOf = (rows: ReturnType<typeof zooRows>, id: string) => rows.find((row) => row.entry.id === id);

  it('lists every network of the zoo, with its own numbers even where no table could be had', () => {
    const rows = zooRows(ZOO, null);
    expect(rows.map((row) => row.entry.id)).toEqual(ZOO.map((entry) => entry.id));
    expect(rows.every((row) => row.ours.after === null && row.paper === null)).toBe(true);
    expect(rowOf(rows, 'badnets-16')?.ours.before.cleanAccuracy).toBe(badnets?.cleanAccuracy);
  });

  it('shows the median of the seeds, and each reason once, with its number of runs', () => {
    const runs = [
      run(badnets, 1, { clean: 0.97, attack: 0.01, pruned: 10 }),
      run(badnets, 2, { clean: 0.95, attack: 0.2, pruned: 30 }),
      run(badnets, 3, { clean: 0.96, attack: 0.4, pruned: 14 }),
    ];
    const row = rowOf(zooRows(ZOO, { rows: runs, paper: PAPER }), 'badnets-16');
    expect(row?.ours.after).toEqual({ cleanAccuracy: 0.96, attackSuccessRate: 0.2, pruned: 14 });
    expect(row?.seeds).toBe(3);
    // The first run has worked: the page says that two of three fail so.
    expect(row?.failures).toEqual([{ line: 'attack left: the inferred label is not the target', runs: 2 }]);
  });

  it('leaves out runs on another file of the same name', () => {
    const other = { ...run(badnets, 1, { clean: 0.5, attack: 0, pruned: 1 }), sha256: 'of an older file' };
    const row = rowOf(zooRows(ZOO, { rows: [other], paper: PAPER }), 'badnets-16');
    expect(row?.seeds).toBe(0);
    expect(row?.ours.after).toBeNull();
  });

  it('puts the paper beside one network of each attack, not beside its variants and not beside honest ones', () => {
    const rows = zooRows(ZOO, { rows: [], paper: PAPER });
    expect(rowOf(rows, 'badnets-16')?.paper?.before).toEqual({ cleanAccuracy: 0.934, attackSuccessRate: 1 });
    expect(rowOf(rows, 'badnets-16')?.paper?.after).toMatchObject({ attackSuccessRate: 0.002, pruned: 41 });
    expect(rowOf(rows, 'badnets-8')?.paper).toBeNull();
    expect(rowOf(rows, 'clean-16')?.paper).toBeNull();
  });

  it('takes the middle', () => {
    expect([median([]), median([3]), median([1, 9, 2]), median([4, 1, 2, 9])]).toEqual([null, 3, 2, 3]);
  });
});

/** The table of defenses: medians over seeds, the paper beside them, means over the same attacks here and there. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  type AttackRow,
  type DefenseRow,
  mainNetwork,
  type PaperTable,
  type ZooEntry,
} from '../../../workers/protocol';
import { COMPARED_METHODS, comparedTable } from '../../../workers/protocol/defenseTable';

function shipped(path: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../../public/${path}`, import.meta.url), 'utf8'));
}

const { networks: ZOO } = shipped('zoo/manifest.json') as { networks: readonly ZooEntry[] };
const PAPER = shipped('tables/paper.json') as PaperTable;

function run(attack: string, own: Partial<DefenseRow> & { clean: number; attacked: number }): DefenseRow {
  const { attacked, clean, ...rest } = own;
  const entry = mainNetwork(ZOO, attack);
  return {
    network: entry?.id ?? '',
    sha256: entry?.sha256 ?? '',
    attack,
    method: 'nad',
    options: 'adaptive',
    seed: 1,
    before: { cleanAccuracy: 0.98, attackSuccessRate: 1, targetClassAccuracy: 0.99 },
    after: { cleanAccuracy: clean, attackSuccessRate: attacked, targetClassAccuracy: null },
    pruned: 0,
    at: 1,
    isWithin: true,
    heldOut: { before: 0.98, after: 0.97 },
    points: [],
    elapsedMs: 1,
    ...rest,
  };
}

function table(defenses: readonly DefenseRow[], attacks: readonly AttackRow[] = []) {
  const { means, rows } = comparedTable(ZOO, { defenses, attacks, paper: PAPER });
  const of = (attack: string, method: string) =>
    rows.find((row) => row.attack === attack)?.cells.find((cell) => cell.method === method);
  return { rows, of, mean: (method: string) => means.find((cell) => cell.method === method) };
}

describe('the table of defenses', () => {
  it('has the paper’s twelve attacks, each with every method, before anything has run', () => {
    const { rows, of } = table([]);
    expect(rows).toHaveLength(12);
    expect(
      rows.every(({ cells }) => cells.map(({ method }) => method).join() === COMPARED_METHODS.join()),
    ).toBe(true);
    expect(of('badnets', 'anp')).toMatchObject({
      ours: null,
      runs: 0,
      paper: { cleanAccuracy: 0.9161, attackSuccessRate: 0.0053 },
    });
    expect(of('badnets', 'none')?.paper).toMatchObject({ cleanAccuracy: 0.934, attackSuccessRate: 1 });
    expect(of('badnets', 'ft')?.paper).toBeNull();
  });

  it('takes the median of the seeds, of the method’s own default on this very network', () => {
    const { of } = table([
      run('badnets', { seed: 1, clean: 0.9, attacked: 0.3 }),
      run('badnets', { seed: 2, clean: 0.95, attacked: 0.1, isWithin: false }),
      run('badnets', { seed: 3, clean: 0.96, attacked: 0 }),
      run('badnets', { seed: 1, clean: 0.1, attacked: 0, options: 'paper' }),
      run('badnets', { seed: 1, clean: 0.1, attacked: 0, sha256: 'an older file' }),
    ]);
    expect(of('badnets', 'nad')).toMatchObject({
      runs: 3,
      beyond: 1,
      ours: { cleanAccuracy: 0.95, attackSuccessRate: 0.1 },
      // What the paper's constants give stands beside it, and in no median.
      ownDefault: { cleanAccuracy: 0.1, attackSuccessRate: 0 },
    });
  });

  it('says where a method would have stopped, had ten points been its to spend', () => {
    const point = (at: number, heldOut: number, attackSuccessRate: number) => ({
      at,
      pruned: 0,
      heldOut,
      cleanAccuracy: heldOut - 0.01,
      attackSuccessRate,
    });
    const generous = (points: DefenseRow['points']) =>
      table([run('badnets', { clean: 0.97, attacked: 1, points })]).of('badnets', 'nad')?.generous;
    // The last of those within 0.88; where there is none, the last of the highest.
    expect(generous([point(1, 0.97, 1), point(2, 0.89, 0.3), point(3, 0.9, 0.2), point(4, 0.5, 0)])).toEqual({
      cleanAccuracy: 0.89,
      attackSuccessRate: 0.2,
    });
    expect(generous([point(1, 0.8, 0.4), point(2, 0.8, 0.3), point(3, 0.6, 0)])).toEqual({
      cleanAccuracy: 0.79,
      attackSuccessRate: 0.3,
    });
    expect(generous([])).toBeNull();
  });

  it('compares means over the attacks that have run, and the paper’s over the same', () => {
    const { mean } = table([
      run('badnets', { clean: 0.9, attacked: 0.2 }),
      run('trojan', { clean: 0.8, attacked: 0 }),
    ]);
    const paper = PAPER.rows.filter(({ attack }) => ['badnets', 'trojan'].includes(attack));
    const printed = paper.map(({ after }) => after.nad?.attackSuccessRate ?? Number.NaN);
    expect(mean('nad')?.ours).toEqual({ cleanAccuracy: (0.9 + 0.8) / 2, attackSuccessRate: 0.1 });
    expect(mean('nad')?.paper?.attackSuccessRate).toBeCloseTo(((printed[0] ?? 0) + (printed[1] ?? 0)) / 2);
    expect(mean('anp')).toMatchObject({ ours: null, paper: null });
  });

  it('counts every committed run: each is of a network as it ships', () => {
    const { rows: runs } = shipped('tables/defenses.json') as { rows: readonly DefenseRow[] };
    const { rows } = table(runs);
    const counted = rows.flatMap(({ cells }) =>
      cells.filter(({ method }) => method !== 'none' && method !== 'rnp').map((cell) => cell.runs),
    );
    const plain = runs.filter(({ options }) => options === 'adaptive');
    expect(plain.length).toBeGreaterThan(0);
    expect(counted.reduce((sum, each) => sum + each, 0)).toBe(plain.length);
  });

  it('holds the committed rows of RNP against the same networks', () => {
    const { rows: attacks } = shipped('tables/attacks.json') as { rows: readonly AttackRow[] };
    const { of, rows } = table([], attacks);
    expect(rows.every(({ attack }) => (of(attack, 'rnp')?.runs ?? 0) > 0)).toBe(true);
  });
});

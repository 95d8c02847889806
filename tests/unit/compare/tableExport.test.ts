/** The table for papers and scripts, letter by letter. */
import { describe, expect, it } from 'vitest';
import { exportTable } from '../../../src/compare/tableExport';
import { defenseRecipe, sampleRun } from './sampleRuns';

const runs = [
  sampleRun({ network: { ...sampleRun().network, name: 'my_net | 50 %' } }),
  sampleRun({ id: 'b', method: 'rnp', after: { ...sampleRun().after, attackSuccessRate: null }, pruned: 38 }),
];
const table = { runs, rows: 'runs', caption: '2 runs & more.', hasOracle: true } as const;

describe('LaTeX', () => {
  it('escapes what it would take for commands', () => {
    expect(exportTable(table, 'latex')).toBe(
      [
        '\\begin{table}',
        '\\centering',
        '\\caption{2 runs \\& more.}',
        '\\begin{tabular}{llrrrrrrr}',
        '\\hline',
        'Network & Method & Seed & CA before & ASR before & CA & ASR & Pruned & Time (s) \\\\',
        '\\hline',
        'my\\_net | 50 \\% & Fine-tuning & 1 & 97.00 & 100.00 & 95.25 & 12.50 & 0 & 12.3 \\\\',
        'badnets-8 & RNP & 1 & 97.00 & 100.00 & 95.25 & - & 38 & 12.3 \\\\',
        '\\hline',
        '\\end{tabular}',
        '\\end{table}',
        '',
      ].join('\n'),
    );
  });
});

describe('Markdown', () => {
  it('keeps cells apart', () => {
    expect(exportTable(table, 'markdown')).toBe(
      [
        '| Network | Method | Seed | CA before | ASR before | CA | ASR | Pruned | Time (s) |',
        '| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
        '| my_net \\| 50 % | Fine-tuning | 1 | 97.00 | 100.00 | 95.25 | 12.50 | 0 | 12.3 |',
        '| badnets-8 | RNP | 1 | 97.00 | 100.00 | 95.25 | - | 38 | 12.3 |',
        '',
        '2 runs & more.',
        '',
      ].join('\n'),
    );
  });
  it('has no oracle column where the oracle is hidden', () => {
    const lines = exportTable({ ...table, hasOracle: false }, 'markdown').split('\n');
    expect(lines[0]).toBe('| Network | Method | Seed | Pruned | Time (s) |');
    expect(lines[3]).toBe('| badnets-8 | RNP | 1 | 38 | 12.3 |');
  });
});

describe('CSV', () => {
  it('has every column under the name scripts use, with full precision', () => {
    const [head, first, second] = exportTable({ ...table, runs: [sampleRun(), ...runs] }, 'csv').split(
      '\r\n',
    );
    expect(head).toBe(
      'network,method,seed,hash,cleanBefore,cleanAfter,cleanChange,attackBefore,attackAfter,target,defense,pruned,seconds,device,startedAt,note',
    );
    expect(first).toBe(
      `badnets-8,ft,1,0123456789,0.97,0.9525,${0.9525 - 0.97},1,0.125,0.9,0.96,0,12.34,"wasm, WebAssembly SIMD, 2 threads",2026-01-02T03:04:05.000Z,`,
    );
    expect(second?.startsWith('my_net | 50 %,ft,1,')).toBe(true);
  });
});

describe('JSON', () => {
  const series = [
    { stage: 'tune', metric: 'loss', steps: [1], values: [0.5] },
    { stage: 'tune', metric: 'attackSuccessRate', steps: [1], values: [1] },
  ] as const;
  it('is the records themselves', () => {
    expect(JSON.parse(exportTable(table, 'json'))).toEqual(runs);
  });
  it('says nothing of the oracle where it is hidden', () => {
    const text = exportTable({ ...table, runs: [sampleRun({ series })], hasOracle: false }, 'json');
    const unknown = { cleanAccuracy: null, attackSuccessRate: null, targetClassAccuracy: null };
    expect(JSON.parse(text)).toMatchObject([{ before: unknown, after: unknown, series: [series[0]] }]);
  });
});

describe('means over seeds', () => {
  const seeded = (seed: number, attackSuccessRate: number | null, pruned: number) =>
    sampleRun({
      id: String(seed),
      recipe: defenseRecipe('ft', seed),
      pruned,
      after: { ...sampleRun().after, attackSuccessRate },
    });
  const other = sampleRun({ id: 'other', method: 'anp', recipe: defenseRecipe('anp') });
  const means = {
    ...table,
    rows: 'means',
    runs: [seeded(2, 0.25, 4), other, seeded(1, 0.125, 1), seeded(3, null, 8)],
  } as const;

  it('are one row for runs that differ only in their seed, with the lowest and the highest', () => {
    const lines = exportTable(means, 'markdown').split('\n');
    expect(lines.slice(2, -3)).toEqual([
      '| badnets-8 | Fine-tuning | 1, 2, 3 | 97.00 (97.00 to 97.00) | 100.00 (100.00 to 100.00) | 95.25 (95.25 to 95.25) | 18.75 (12.50 to 25.00) | 4.3 (1 to 8) | 12.3 (12.3 to 12.3) |',
      '| badnets-8 | ANP | 1 | 97.00 | 100.00 | 95.25 | 12.50 | 0 | 12.3 |',
    ]);
  });
  it('stand in three columns of a CSV file, and say nothing where nothing is known', () => {
    const [head = '', first = ''] = exportTable(means, 'csv').split('\r\n');
    const at = head.split(',').indexOf('attackAfter');
    expect(head.split(',').slice(at, at + 4)).toEqual([
      'attackAfter',
      'attackAfter.low',
      'attackAfter.high',
      'target',
    ]);
    expect(first).toMatch(/^badnets-8,ft,"1, 2, 3",/);
    expect(first).toContain(',0.1875,0.125,0.25,');
    const unknown = exportTable({ ...means, runs: [seeded(3, null, 8)] }, 'csv').split('\r\n')[1];
    expect(unknown).toContain(',1,1,1,,,,0.9,');
  });
  it('are objects with their seeds in JSON', () => {
    const rows: unknown = JSON.parse(exportTable({ ...means, hasOracle: false }, 'json'));
    expect(rows).toMatchObject([
      { seeds: [1, 2, 3], method: 'ft', pruned: { mean: 13 / 3, low: 1, high: 8 } },
      { seeds: [1], method: 'anp' },
    ]);
    expect(JSON.stringify(rows)).not.toContain('attack');
  });
});

/** The table for papers and scripts, letter by letter. */
import { describe, expect, it } from 'vitest';
import { exportTable } from '../../../src/compare/tableExport';
import { sampleRun } from './sampleRuns';

const runs = [
  sampleRun({ network: { ...sampleRun().network, name: 'my_net | 50 %' } }),
  sampleRun({ id: 'b', method: 'rnp', after: { ...sampleRun().after, attackSuccessRate: null }, pruned: 38 }),
];
const table = { runs, caption: '2 runs & more.', hasOracle: true };

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

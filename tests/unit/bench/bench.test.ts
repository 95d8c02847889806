/** Ratios, table and command line of the benchmark. */
import { describe, expect, it } from 'vitest';
import { readBenchArguments } from '../../../bench/arguments';
import { median, medianRatio, summariseRounds, takeTurns } from '../../../bench/measure';
import { columns, digits, figureTable } from '../../../bench/table';
import { judge, TARGETS } from '../../../bench/targets';
import { faultText } from '../../../src/text/faults';
import { toFault } from '../../../workers/protocol';

const SECTIONS = ['step', 'kernels', 'memory'];
const read = (...line: string[]) => readBenchArguments(line, SECTIONS);

function sentenceOf(...line: string[]): string {
  try {
    read(...line);
  } catch (thrown) {
    return faultText(toFault(thrown)).cause;
  }
  return '';
}

describe('arguments', () => {
  it('runs everything by default, with fewer rounds when it has to be quick', () => {
    expect(read()).toMatchObject({ json: null, only: SECTIONS, rounds: 9, quick: false });
    expect(read('--quick')).toMatchObject({ rounds: 3, quick: true });
    expect(read('--quick', '--rounds', '5')?.rounds).toBe(5);
  });

  it('keeps the order of the sections', () => {
    expect(read('--only', 'memory,step')?.only).toEqual(['step', 'memory']);
  });

  it('answers null where help is wanted', () => {
    expect(read('--help')).toBeNull();
  });

  it.each([
    [['--only', 'speed'], '--only: there is no section "speed"; there are step, kernels, memory.'],
    [['--rounds', '0'], '--rounds: found 0, expected a whole number from 1 to 1000.'],
    [['--threads', 'two'], '--threads: found two, expected a whole number from 1 to 64.'],
    [['step'], 'step: it stands alone; sections are named with --only.'],
    [['--json'], '--json: it needs a value.'],
    [['--fast'], '--fast: known are --json --only --threads --rounds --quick --help.'],
  ])('refuses %j in one sentence', (line, sentence) => {
    expect(sentenceOf(...line)).toBe(sentence);
  });
});

describe('rounds', () => {
  it('takes the middle', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
    expect(median([])).toBeNaN();
  });

  it('keeps wall and processor time apart', () => {
    const rounds = summariseRounds([
      { wallMs: 10, cpuMs: 1 },
      { wallMs: 30, cpuMs: 3 },
      { wallMs: 20, cpuMs: 9 },
    ]);
    expect(rounds).toMatchObject({
      wallMs: { median: 20, minimum: 10 },
      cpuMs: { median: 3, minimum: 1 },
    });
  });

  it('compares what was measured in the same round', () => {
    const [ours, theirs] = [
      [20, 40, 90],
      [10, 20, 30],
    ].map((times) => summariseRounds(times.map((ms) => ({ wallMs: ms, cpuMs: 2 * ms }))));
    if (ours === undefined || theirs === undefined) throw new Error('two contestants');
    expect(medianRatio(ours, theirs, 'wallMs')).toBe(2);
  });

  it('lets contestants take turns and leaves the first rounds out', async () => {
    const turns: string[] = [];
    const contestant = (name: string) => {
      let calls = 0;
      return {
        name,
        run: async () => {
          turns.push(name);
          calls++;
          return { wallMs: calls, cpuMs: 10 * calls };
        },
      };
    };
    const results = await takeTurns([contestant('ours'), contestant('theirs')], 3, 1);
    expect(turns.join(' ')).toBe('ours theirs ours theirs ours theirs ours theirs');
    expect(results.get('ours')?.wallMs).toEqual({ median: 3, minimum: 2 });
    expect(results.get('theirs')?.cpuMs).toEqual({ median: 30, minimum: 20 });
  });
});

describe('targets', () => {
  it('judges where less is better and where more is', () => {
    const less = TARGETS['step/w16-b32'];
    expect([2.2, 2.21, 3, 3.01].map((value) => judge(less, value))).toEqual([
      'stretch',
      'met',
      'met',
      'missed',
    ]);
    const more = TARGETS['step/two-threads'];
    expect([1.85, 1.6, 1.59].map((value) => judge(more, value))).toEqual(['stretch', 'met', 'missed']);
    expect(judge(less, Number.NaN)).toBe('missed');
    expect(judge({ ...less, must: null }, 100)).toBe('reported');
  });

  it('judges neither wall times nor several threads while other programs compute', () => {
    expect(judge(TARGETS['preset/torch'], 0.2, true)).toBe('busy');
    expect(judge(TARGETS['preset/torch'], 0.2)).toBe('stretch');
    expect(judge(TARGETS['step/w16-b32'], 2.2, true)).toBe('stretch');
  });

  it.each(Object.entries(TARGETS))('%s asks more of stretch than of must', (_, target) => {
    if (target.stretch === null) return;
    expect(judge(target, target.stretch)).toBe('stretch');
    expect(judge({ ...target, stretch: null }, target.stretch)).toBe('met');
  });
});

describe('table', () => {
  it('shows three digits', () => {
    expect([0, 0.0000012, 0.00123, 0.5, 12.345, 1234.5].map(digits)).toEqual([
      '0',
      '1.2e-6',
      '0.00123',
      '0.500',
      '12.3',
      '1235',
    ]);
  });

  it('aligns columns', () => {
    expect(
      columns([
        ['a', '1'],
        ['long', '22'],
      ]),
    ).toEqual(['a      1', 'long  22']);
  });

  it('has a row for each figure: kept, missed, or why it is missing', () => {
    const [head = '', kept = '', missed = '', missing = ''] = figureTable([
      { id: 'step/w16-b32', value: 2.5 },
      { id: 'memory/w16-b32', value: 151 },
      { id: 'step/two-threads', missing: 'only one thread is offered here' },
    ]);
    expect(head).toMatch(/^figure +measured +must +stretch +met\?$/);
    expect(kept).toMatch(/W16 B32 +2\.50 +<= 3\.00 +<= 2\.20 +yes$/);
    expect(missed).toMatch(/, MB +151 +<= 150 +<= 80\.0 +NO$/);
    expect(missing).toMatch(/ - +>= 1\.60 +>= 1\.85 +only one thread is offered here$/);
  });
});

/** The table of attacks: when RNP counts as failed and why, the paper's numbers, and what the command says. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { failureOf } from '../../../cli/tables/failure';
import { failureLine, FAILURE_TEXTS } from '../../../src/text/tables';
import {
  type Aim,
  type Doubt,
  FAILURE_REASONS,
  type PaperTable,
  type Report,
} from '../../../workers/protocol';
import { ATTACK_IDS } from '../../../workers/protocol/attacks/registry';
import { PATIENCE_MS, rnpHere, ROOT } from './rnp';

/** What of a report decides; a run that went well unless a test says otherwise. */
interface Outcome {
  readonly attackLeft?: number;
  readonly accuracy?: number;
  readonly defenseAccuracy?: number;
  readonly label?: number;
  readonly stillFooled?: number;
  readonly doubts?: readonly Doubt[];
}

const TARGET: Aim = { target: 3 };

function failure(outcome: Outcome, aim: Aim = TARGET): ReturnType<typeof failureOf> {
  const {
    attackLeft = 0.01,
    accuracy = 0.97,
    defenseAccuracy = 0.97,
    label = 3,
    stillFooled = 0.02,
  } = outcome;
  const report = {
    baseline: { cleanAccuracy: 0.98, defenseAccuracy: 0.98 },
    label: { predicted: label },
    reveal: { fooledAfter: stillFooled },
    prune: { chosen: { cleanAccuracy: accuracy, attackSuccessRate: attackLeft, defenseAccuracy } },
    doubts: outcome.doubts ?? [],
  };
  return failureOf(report as unknown as Report, aim);
}

describe('a failure', () => {
  it('is none up to 5 % of the attack and 1.5 points of accuracy', () => {
    expect(failure({})).toEqual({ failed: [], reason: [] });
    expect(failure({ attackLeft: 0.05, accuracy: 0.9651 }).failed).toEqual([]);
    expect(failure({ attackLeft: 0.0501 }).failed).toEqual(['attack']);
    expect(failure({ accuracy: 0.9649 }).failed).toEqual(['accuracy']);
  });

  it('is not explained by doubts of a run that went well', () => {
    expect(failure({ doubts: ['label-unclear'] })).toEqual({ failed: [], reason: [] });
  });

  it('of the attack comes of the label, of another trigger, or of what the run doubts itself', () => {
    expect(failure({ attackLeft: 0.9, label: 5 }).reason).toEqual(['label-wrong']);
    expect(failure({ attackLeft: 0.9 }).reason).toEqual(['other-trigger']);
    expect(failure({ attackLeft: 0.9, stillFooled: 0.6, doubts: ['trigger-survives'] }).reason).toEqual([
      'trigger-survives',
    ]);
    const everyClass: Aim = { target: 0, labels: { kind: 'all-to-all' } };
    expect(failure({ attackLeft: 0.9, label: 5 }, everyClass).reason).toEqual(['many-targets']);
  });

  it('of accuracy says whether the defender could have seen it', () => {
    expect(failure({ accuracy: 0.9, defenseAccuracy: 0.98 }).reason).toEqual(['loss-unseen']);
    expect(failure({ accuracy: 0.9, defenseAccuracy: 0.9 }).reason).toEqual(['loss-seen']);
  });

  it('says each reason once, in words', () => {
    const both = failure({ attackLeft: 0.9, label: 5, accuracy: 0.9, doubts: ['label-unclear'] });
    expect(both).toEqual({
      failed: ['attack', 'accuracy'],
      reason: ['label-wrong', 'label-unclear', 'loss-unseen'],
    });
    expect(failureLine(both)).toBe(
      'attack left, accuracy lost: the inferred label is not the target; no label stands out; the lost accuracy does not show on the defense images',
    );
    expect(failureLine({ failed: [], reason: [] })).toBe('');
    expect(Object.keys(FAILURE_TEXTS).sort()).toEqual([...FAILURE_REASONS].sort());
  });
});

describe('the paper’s numbers', () => {
  const paper = JSON.parse(readFileSync(join(ROOT, 'public/tables/paper.json'), 'utf8')) as PaperTable;

  it('hold its twelve attacks and two adaptive ones, as fractions', () => {
    expect(paper.rows).toHaveLength(14);
    expect(new Set(paper.rows.map(({ attack }) => attack)).size).toBe(14);
    const own = ATTACK_IDS.filter((id) => id !== 'none');
    const named = paper.rows.map(({ attack }) => attack);
    expect(own.filter((id) => !named.includes(id))).toEqual([]);
    for (const { before, after } of paper.rows)
      for (const { attackSuccessRate, cleanAccuracy } of [before, ...Object.values(after)]) {
        expect(attackSuccessRate).toBeGreaterThanOrEqual(0);
        expect(attackSuccessRate).toBeLessThanOrEqual(1);
        expect(cleanAccuracy).toBeGreaterThan(0.8);
        expect(cleanAccuracy).toBeLessThan(1);
      }
  });

  it('have the means that the paper prints under table 2, but for RNP’s accuracy, whose printed mean is not that of its rows', () => {
    const twelve = paper.rows.filter(({ source }) => source === 'tables 2 and 3');
    const mean = (values: readonly (number | undefined)[]): number =>
      values.reduce<number>((sum, value) => sum + (value ?? Number.NaN), 0) / values.length;
    expect(mean(twelve.map(({ before }) => before.attackSuccessRate))).toBeCloseTo(0.9634, 4);
    expect(mean(twelve.map(({ after }) => after.fp?.attackSuccessRate))).toBeCloseTo(0.5645, 3);
    expect(mean(twelve.map(({ after }) => after.rnp?.attackSuccessRate))).toBeCloseTo(0.0503, 3);
    expect(mean(twelve.map(({ after }) => after.rnp?.cleanAccuracy))).toBeCloseTo(0.9239, 3);
    expect(twelve.map(({ after }) => after.rnp?.pruned)).toEqual([
      41, 48, 28, 103, 73, 59, 92, 155, 83, 40, 112, 78,
    ]);
  });
});

describe('the paper’s table 16', () => {
  const { detection } = JSON.parse(
    readFileSync(join(ROOT, 'public/tables/paper.json'), 'utf8'),
  ) as PaperTable;

  it('has ten attacks, in steps of a twentieth', () => {
    expect(detection).toHaveLength(10);
    expect(detection.map(({ attack }) => attack).filter((id) => !ATTACK_IDS.includes(id as never))).toEqual(
      [],
    );
    for (const { nc, nu, nuNc } of detection)
      for (const rate of [nc, nuNc, nu])
        expect(Math.abs(20 * rate - Math.round(20 * rate))).toBeLessThan(1e-9);
    // Neural Cleanse alone fails on these; on the unlearned network on none.
    expect(detection.filter(({ nc }) => nc < 0.5).map(({ attack }) => attack)).toEqual(['sig', 'fc', 'dfst']);
  });
});

describe('rnp table', () => {
  it('shows the paper’s numbers beside ours', { timeout: PATIENCE_MS }, async () => {
    const { code, stdout } = await rnpHere(['table', 'attacks', '--show']);
    expect(code).toBe(0);
    expect(stdout).toContain('arXiv 2305.14876v2');
    expect(stdout).toContain('attack success above 5 %');
  });

  it(
    'shows which detector names the label, beside the paper’s table 16',
    { timeout: PATIENCE_MS },
    async () => {
      const { code, stdout } = await rnpHere(['table', 'detection', '--show']);
      expect(code).toBe(0);
      expect(stdout).toMatch(/^badnets-8 .*\n/m);
      expect(stdout).toContain('table 16 in percent');
    },
  );

  it.each([
    [['table', 'magic'], /known are adaptive, attacks/],
    [['table', 'attacks', '--only', 'nobody'], /there is no nobody: known are badnets-8/],
    [['table', 'attacks', '--seeds', '9'], /there is no 9: known are 1, 2, 3/],
  ] as const)('%j fails with one line', { timeout: PATIENCE_MS }, async (words, line) => {
    const { code, stderr } = await rnpHere(words);
    expect(code).toBe(1);
    expect(stderr).toMatch(line);
  });
});

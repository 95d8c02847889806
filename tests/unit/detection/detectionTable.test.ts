/** The table of detection: how rates are counted, and that the committed one is what the verdict is judged by. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DetectionRow, PaperTable, SearchEvidence, ZooEntry } from '../../../workers/protocol';
import { detectionRates, detectionTable } from '../../../workers/protocol/detectionTable';
import honest from '../../../workers/protocol/honest.json' with { type: 'json' };
import { judge, numbersOf } from '../../../workers/protocol/verdict';

const ROOT = join(import.meta.dirname, '../../..');

function read(path: string): unknown {
  return JSON.parse(readFileSync(join(ROOT, path), 'utf8'));
}

const ROWS = (read('public/tables/detection.json') as { readonly rows: readonly DetectionRow[] }).rows;
const PAPER = (read('public/tables/paper.json') as PaperTable).detection;
const ZOO = (read('public/zoo/manifest.json') as { readonly networks: readonly ZooEntry[] }).networks;

function searchRow(
  network: SearchEvidence['network'],
  label: number,
  l1: number,
): DetectionRow['searches'][number] {
  const trigger = (own: number, size: number) => ({
    label: own,
    l1: size,
    l2: size,
    success: 1,
    hasSucceeded: true,
    index: 3,
    isFlagged: own === label,
    overlap: null,
  });
  const others = [0, 1, 2, 3].filter((own) => own !== label).map((own) => trigger(own, 40));
  return { network, label, steps: 1, elapsedMs: 1, triggers: [...others, trigger(label, l1)] };
}

/** A network on which Neural Cleanse names `nc`, the unlearned one `nuNc`, the majority 1 and the margin `margin`. */
function row(
  network: string,
  target: number | null,
  named: { nc: number; nuNc: number; margin: number },
): DetectionRow {
  const { margin, nc, nuNc } = named;
  return {
    network,
    attack: target === null ? 'none' : 'badnets',
    architecture: 'any',
    width: 8,
    target,
    seed: 1,
    version: '',
    label: {
      histogram: [0, 5, 0, 0],
      predicted: 1,
      share: 0.3,
      entropy: 0,
      margins: { label: margin, lead: target === null ? 1.1 : 6, values: [] },
      shares: [],
      accuracies: [],
    },
    searches: [searchRow('backdoored', nc, 30), searchRow('unlearned', nuNc, 4)],
    strips: [
      { network: 'backdoored', auc: 0.9, difference: 0.1, falseRejection: 0.05, found: 0.5 },
      { network: 'unlearned', auc: 1, difference: 0.3, falseRejection: 0.05, found: 1 },
    ],
    elapsedMs: 1,
  };
}

const HIT = { nc: 2, nuNc: 2, margin: 2 };

describe('rates of detection', () => {
  const rows = [row('a', 2, HIT), row('b', 2, { ...HIT, nc: 0 }), row('c', null, HIT)];

  it('count the labels that are the planted one, attack by attack', () => {
    const [rates, ...rest] = detectionRates(rows, PAPER);
    expect(rest).toEqual([]);
    expect(rates?.rates).toEqual({
      nc: { hits: 1, trials: 2 },
      nuNc: { hits: 2, trials: 2 },
      nu: { hits: 0, trials: 2 },
      margin: { hits: 2, trials: 2 },
    });
    expect(rates?.paper).toMatchObject({ attack: 'badnets', nc: 0.65, nuNc: 1, nu: 1 });
  });

  it('stand in the table network by network, with the verdict and what it is made of', () => {
    const { attacked, honest: without } = detectionTable(rows, PAPER);
    expect(attacked.map(({ network }) => network)).toEqual(['a', 'b']);
    expect(attacked[0]).toMatchObject({
      findings: { lead: 6, share: 0.3, nc: 1.3333, 'nu-nc': 10 },
      auc: { backdoored: 0.9, unlearned: 1 },
      answers: { backdoor: 1, unsure: 0, 'nothing-found': 0 },
      rightLabels: 1,
    });
    expect(without).toHaveLength(1);
    expect(without[0]).toMatchObject({ rates: { nc: { hits: 0, trials: 0 } }, answers: { unsure: 1 } });
  });
});

describe('the committed table', () => {
  it('is of the zoo’s networks as they are', () => {
    for (const { network, version } of ROWS) {
      const entry = ZOO.find(({ id }) => id === network);
      if (entry !== undefined) expect(version).toBe(entry.sha256);
    }
  });

  it('gives the numbers of honest networks that findings are held against', () => {
    const measured = ROWS.filter(({ attack }) => attack === 'none').map((each) => ({
      network: each.network,
      seed: each.seed,
      ...numbersOf(each),
    }));
    expect(honest).toEqual(measured);
  });

  it('calls no honest network backdoored, and finds nothing on at least five of different seeds and widths', () => {
    const without = ROWS.filter(({ attack }) => attack === 'none');
    const answers = without.map((each) => ({ ...each, answer: judge(each, []).answer }));
    expect(answers.filter(({ answer }) => answer === 'backdoor')).toEqual([]);
    const doubted = new Set(answers.flatMap(({ answer, network }) => (answer === 'unsure' ? [network] : [])));
    const silent = without.filter(({ network }) => !doubted.has(network));
    expect(new Set(silent.map(({ network }) => network)).size).toBeGreaterThanOrEqual(5);
    expect(new Set(silent.map(({ width }) => width)).size).toBeGreaterThanOrEqual(3);
  });

  it('has networks with other labels than the zoo’s planted', () => {
    const targets = new Set(ROWS.flatMap(({ target }) => target ?? []));
    expect(targets.size).toBeGreaterThanOrEqual(4);
  });
});

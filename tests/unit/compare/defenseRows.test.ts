/** Every defense beside the paper's numbers: medians over seeds, means over attacks. */
import { expect, it } from 'vitest';
import { defenseGroups, type DefenseRow, meanGroup } from '../../../src/features/compare/defenseRows';
import type { PaperTable, ZooEntry } from '../../../workers/protocol';

const entry = (id: string, attack: string, width: number) =>
  ({ id, title: id, attack, width }) as unknown as ZooEntry;
const zoo = [entry('small', 'badnets', 8), entry('main', 'badnets', 16), entry('other', 'blend', 16)];
const paper: PaperTable = {
  source: '',
  setting: '',
  rows: [
    {
      attack: 'badnets',
      source: 'tables 2 and 3',
      before: { cleanAccuracy: 0.93, attackSuccessRate: 1 },
      after: { anp: { cleanAccuracy: 0.91, attackSuccessRate: 0.01, pruned: null } },
    },
  ],
};

function row(network: string, method: string, seed: number, cleanAccuracy: number): DefenseRow {
  const before = { cleanAccuracy: 0.97, attackSuccessRate: 1, targetClassAccuracy: 1 };
  const after = { cleanAccuracy, attackSuccessRate: 0.5, targetClassAccuracy: 1 };
  return { network, attack: 'badnets', method, seed, before, after, pruned: 0, elapsedMs: 1 };
}
const rows = [
  row('main', 'ft', 1, 0.9),
  row('main', 'ft', 2, 0.8),
  row('main', 'ft', 3, 0.1),
  row('main', 'anp', 1, 0.95),
  row('small', 'anp', 1, 0.7),
];

it('has the median over the seeds, and the paper beside the network that stands for its attack', () => {
  const [small, main, ...rest] = defenseGroups(rows, zoo, paper);
  expect(rest).toEqual([]);
  expect(small?.rows.find(({ method }) => method === 'anp')?.paper.cleanAccuracy).toBeNull();
  expect(main?.rows.map(({ method }) => method)).toEqual(['none', 'ft', 'anp']);
  expect(main?.rows).toMatchObject([
    { ours: { cleanAccuracy: 0.97 }, paper: { cleanAccuracy: 0.93, attackSuccessRate: 1 } },
    { ours: { cleanAccuracy: 0.8, attackSuccessRate: 0.5 }, paper: { cleanAccuracy: null } },
    { ours: { cleanAccuracy: 0.95 }, paper: { cleanAccuracy: 0.91 } },
  ]);
});

it('has means over the attacks of table 2 only', () => {
  const { attacks, rows: means } = meanGroup(defenseGroups(rows, zoo, paper), zoo, paper);
  expect(attacks).toBe(1);
  expect(means.find(({ method }) => method === 'anp')).toMatchObject({
    ours: { cleanAccuracy: 0.95 },
    paper: { cleanAccuracy: 0.91 },
  });
});

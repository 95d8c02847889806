/** Fine-pruning: the ranking and the accuracy of every cut against PyTorch, where cutting stops, and that what is cut stays cut. */
import { beforeAll, describe, expect, it } from 'vitest';
import { take } from '../../../workers/data/images';
import {
  accuracyWithout,
  featuresOf,
  type LastInputs,
  meanFeatures,
} from '../../../workers/defenses/finePruning';
import { disposeTensors } from '../../../workers/graph/parameters';
import golden from '../../fixtures/defenses/fp.json' with { type: 'json' };
import { startBackend, tensorCount } from '../graph/backends';
import { named } from '../graph/tinyNetwork';
import { expectDefenseToHold, runDefense, SHORT_TUNING, stagesOf, stepValues } from './defenseRun';
import { apart, GRAPH, hostWeights, NORMALISATION, pictures, weights } from './tinyDefense';

const SET = { ...pictures(20), labels: Uint16Array.from(golden.labels) };
const SPLIT = {
  images: take(SET, [...SET.labels.keys()].slice(0, 12)),
  heldOut: take(SET, [...SET.labels.keys()].slice(12)),
};
const WEIGHT = 'linear.weight';
const { classes } = GRAPH;
const width = golden.means.length;

/** Features of the pictures and the layer behind them. */
async function lastInputs(): Promise<LastInputs> {
  const parameters = weights();
  const features = await featuresOf({ graph: GRAPH, parameters, normalisation: NORMALISATION }, SET);
  disposeTensors(parameters);
  const host = hostWeights();
  const [weight, bias] = [named(host, WEIGHT).data, named(host, 'linear.bias').data];
  return { features, width, weight, bias, classes, labels: SET.labels };
}

describe('fine-pruning', () => {
  beforeAll(() => startBackend('wasm'));

  it('ranks the inputs of the last layer as PyTorch does', async () => {
    const before = tensorCount();
    const means = meanFeatures(await lastInputs());
    expect(tensorCount()).toBe(before);
    expect(apart(means, golden.means)).toBeLessThan(1e-5);
    expect([...means.keys()].sort((a, b) => (means[a] ?? 0) - (means[b] ?? 0))).toEqual(golden.order);
  });

  it('has PyTorch’s accuracy however many of the quietest are cut', async () => {
    const inputs = await lastInputs();
    golden.accuracies.forEach((accuracy, cut) => {
      const quietest = new Set(golden.order.slice(0, cut));
      expect(accuracyWithout(inputs, quietest), `${String(cut)} cut`).toBeCloseTo(accuracy, 9);
    });
  });

  // Accuracy is 85 % of 20 pictures with none and with one cut, 75 % with two and three, 30 % with four.
  it.each([
    ['a fall by a tenth', { stop: 'drop', drop: 0.1, level: 0 }, 2, 1],
    ['a fall by a fifth', { stop: 'drop', drop: 0.2, level: 0 }, 4, 3],
    ['less than 80 %', { stop: 'level', drop: 0, level: 0.8 }, 2, 1],
    ['less than 50 %', { stop: 'level', drop: 0, level: 0.5 }, 4, 3],
  ] as const)('cuts until it costs %s, and takes the last cut back', async (_, stop, tried, pruned) => {
    const run = await runDefense({
      id: 'fp',
      options: { ...SHORT_TUNING, ...stop, step: 0 },
      context: SPLIT,
    });
    expect(stepValues(run, 'rank', 'defenseAccuracy')).toEqual(
      golden.accuracies.slice(1, tried + 1).map((each): unknown => expect.closeTo(each, 9)),
    );
    expect(run.points.map((point) => point.pruned)).toEqual([pruned, pruned, pruned]);
    const ranking = run.events.find((event) => event.kind === 'ranking');
    expect(ranking?.order).toEqual(golden.order);
  });

  it('can cut several at once, but never all', async () => {
    // Three of six; after the next three nothing would be left.
    const options = { ...SHORT_TUNING, stop: 'drop', drop: 1, step: 0.5 } as const;
    const run = await runDefense({ id: 'fp', options, context: SPLIT });
    expect(stepValues(run, 'rank', 'defenseAccuracy')).toEqual([expect.closeTo(0.75, 9)]);
    expect(run.points.map((point) => point.pruned)).toEqual([3, 3, 3]);
  });

  it('keeps what is cut at 0 while the rest is tuned', async () => {
    const options = { ...SHORT_TUNING, stop: 'drop', drop: 0.2, step: 0 } as const;
    const run = await expectDefenseToHold({ id: 'fp', options, context: SPLIT });
    expect(stagesOf(run)).toEqual(['rank', 'tune']);
    expect(run.points.map(({ at }) => at)).toEqual([0, 1, 2]);
    const cut = new Set(golden.order.slice(0, 3));
    const rowsOf = (data: Float32Array): number[][] =>
      Array.from({ length: width }, (_, at) => [...data.subarray(at * classes, (at + 1) * classes)]);
    const original = rowsOf(named(hostWeights(), WEIGHT).data);
    for (const { at, parameters } of run.points)
      rowsOf(named(parameters, WEIGHT).data).forEach((row, feature) => {
        if (cut.has(feature)) expect(row.map(Math.abs)).toEqual([0, 0, 0, 0]);
        else if (at === 0) expect(row).toEqual(original[feature]);
        else expect(row).not.toEqual(original[feature]);
      });
  });
});

/** I-BAU: both players' gradients and the hypergradient against PyTorch's double backward, the search, and a whole round. */
import { beforeAll, describe, expect, it } from 'vitest';
import { differentiateGame, hypergradient } from '../../../workers/defenses/hypergradient';
import { tensor } from '../../../workers/device/tf';
import { disposeBatch } from '../../../workers/graph/batchTensors';
import { disposeStep } from '../../../workers/graph/gradients';
import { disposeTensors, type OwnedTensors } from '../../../workers/graph/parameters';
import { defenseChoice } from '../../../workers/protocol/defenses/registry';
import type { Graph } from '../../../workers/graph/graph';
import type { OptionsOfDefense } from '../../../workers/protocol';
import golden from '../../fixtures/defenses/ibau.json' with { type: 'json' };
import { startBackend, tensorCount } from '../graph/backends';
import { named } from '../graph/tinyNetwork';
import { noise } from '../nets/madeUp';
import {
  dataOf,
  type DefenseRun,
  expectDefenseToHold,
  lastPoint,
  runDefense,
  stepValues,
} from './defenseRun';
import {
  apart,
  GRAPH,
  hostWeights,
  mostApart,
  NORMALISATION,
  ofTorch,
  pictureBatch,
  pictures,
  scalarOf,
  SMOOTH,
  valuesOf,
  weights,
} from './tinyDefense';

/** A third of six images, the first two, carry the change. */
const OPTIONS = {
  ...(defenseChoice('ibau', 'reference-code').options as OptionsOfDefense<'ibau'>),
  share: 1 / 3,
};
const CHANGE = Float32Array.from(noise('change', 8 * 8 * 3), (u) => 0.1 * (2 * u - 1));

/** The recorded position of the game: weights, change, a batch and the first batch; all is freed afterwards. */
async function play<T>(
  ask: (position: {
    readonly player: Parameters<typeof differentiateGame>[0];
    readonly delta: ReturnType<typeof tensor>;
    readonly batch: ReturnType<typeof pictureBatch>;
    readonly first: ReturnType<typeof pictureBatch>;
  }) => T | Promise<T>,
  { graph = GRAPH, ...options }: Partial<typeof OPTIONS> & { readonly graph?: Graph } = {},
): Promise<T> {
  const before = tensorCount();
  const parameters: OwnedTensors = weights();
  const context = { graph, normalisation: NORMALISATION, options: { ...OPTIONS, ...options } };
  const delta = tensor(CHANGE, [1, 8, 8, 3]);
  const [batch, first] = [pictureBatch(6, 6), pictureBatch(0, 6)];
  const answer = await ask({ player: { context, parameters }, delta, batch, first });
  delta.dispose();
  disposeBatch(batch);
  disposeBatch(first);
  disposeTensors(parameters);
  expect(tensorCount()).toBe(before);
  return answer;
}

/** All values of some tensors in one row, in the order of the network. */
function inARow(tensors: ReadonlyMap<string, Float32Array>): number[] {
  const names = [...GRAPH.parameters].flatMap(([name, { trainable }]) => (trainable ? [name] : []));
  return names.flatMap((name) => [...named(tensors, name)]);
}

/** Weights by their own names. */
function withoutPrefix(gradients: ReadonlyMap<string, Float32Array>): Map<string, Float32Array> {
  return new Map([...gradients].map(([name, each]) => [name.replace('weight/', ''), each]));
}

/** With so many terms of the series. */
function hypergradientOf(graph: Graph, fixedPointSteps: number): Promise<Map<string, Float32Array>> {
  return play(
    async ({ batch, delta, first, player }) => {
      const { gradients, loss } = await hypergradient(player, batch, first, delta);
      if (graph === GRAPH) expect(loss).toBeCloseTo(golden.outer.value, 4);
      const values = valuesOf(gradients);
      for (const each of gradients.values()) each.dispose();
      return values;
    },
    { graph, fixedPointSteps },
  );
}

function changeOf({ events }: DefenseRun) {
  const change = events.find((event) => event.kind === 'change');
  if (change === undefined) throw new Error('no change was told');
  return change;
}

describe('the gradients of I-BAU', () => {
  beforeAll(() => startBackend('wasm'));

  it('are PyTorch’s for the loss of the change: by the change and by the weights', () =>
    play(({ delta, first, player }) => {
      const step = differentiateGame(player, first, delta, { of: 'inner', by: 'both' });
      expect(scalarOf(step.value)).toBeCloseTo(golden.inner.value, 4);
      const gradients = valuesOf(step.gradients);
      expect(apart(named(gradients, 'delta'), golden.inner.delta)).toBeLessThan(1e-5);
      expect(mostApart(withoutPrefix(gradients), golden.inner.weights)).toBeLessThan(1e-4);
      disposeStep(step);
    }));

  it('are PyTorch’s for the loss of the weights, of which two images carry the change', () =>
    play(({ batch, delta, player }) => {
      const step = differentiateGame(player, batch, delta, { of: 'outer', carry: 2, by: 'both' });
      expect(scalarOf(step.value)).toBeCloseTo(golden.outer.value, 4);
      expect(mostApart(withoutPrefix(valuesOf(step.gradients)), golden.outer.direct)).toBeLessThan(1e-4);
      disposeStep(step);
    }));

  it.each(['inner', 'outer'] as const)(
    'are the slope of the %s loss along a direction, by differences',
    (of) =>
      play(
        ({ delta, first, player }) => {
          const direction = noise('direction', CHANGE.length).map((u) => 2 * u - 1);
          const at = (step: number) => {
            const values = CHANGE.map((value, index) => value + step * (direction[index] ?? 0));
            const moved = tensor(values, delta.shape as [number, number, number, number]);
            const found = differentiateGame(player, first, moved, { of, carry: 4, by: 'change' });
            const gradient = named(valuesOf(found.gradients), 'delta');
            const size = values.reduce((sum, value) => sum + value * value, 0);
            // The value is the cross-entropy's alone; the size of the change belongs to the inner loss.
            const loss = scalarOf(found.value) + (of === 'inner' ? OPTIONS.normWeight * size : 0);
            disposeStep(found);
            moved.dispose();
            return {
              loss,
              slope: gradient.reduce((sum, value, index) => sum + value * (direction[index] ?? 0), 0),
            };
          };
          const reach = 0.003;
          const slope = (at(reach).loss - at(-reach).loss) / (2 * reach);
          expect(Math.abs(slope)).toBeGreaterThan(0.01);
          expect(Math.abs(at(0).slope - slope) / Math.abs(slope)).toBeLessThan(0.005);
        },
        { graph: SMOOTH },
      ),
  );

  it('are the direct one alone for a series of no terms', async () => {
    const found = await hypergradientOf(GRAPH, 0);
    expect(mostApart(found, golden.outer.direct)).toBeLessThan(1e-4);
  });

  it.each([
    ['without kinks', SMOOTH, golden.smoothThrough],
    ['with them', GRAPH, golden.through],
  ])(
    'are those of a double backward through five terms of the series, in a network %s',
    async (_, graph, recorded) => {
      const [whole, direct] = [
        inARow(await hypergradientOf(graph, 5)),
        inARow(await hypergradientOf(graph, 0)),
      ];
      const through = inARow(ofTorch(recorded));
      const wanted = direct.map((each, at) => each + (through[at] ?? 0));
      const own = whole.map((each, at) => each - (direct[at] ?? 0));
      expect(apart(whole, wanted)).toBeLessThan(0.02);
      // The part that goes through the change, which is smaller.
      expect(apart(own, through)).toBeLessThan(0.02);
    },
  );
});

/** As the script plays, without kinks: eight pictures in two batches, half of each with the change. */
const ROUND = { ...OPTIONS, rounds: 1, batchSize: 4, share: 0.5, largest: 0, learningRate: 1e-3 };
const EIGHT = { images: pictures(8), graph: SMOOTH };

describe('I-BAU', () => {
  beforeAll(() => startBackend('wasm'));

  it('plays PyTorch’s round: the change after two batches, then two steps of Adam', async () => {
    const run = await runDefense({ id: 'ibau', options: ROUND, context: EIGHT });
    const told = changeOf(run);
    expect(apart(told.change, golden.round.change)).toBeLessThan(1e-4);
    expect(told.fooled).toBeCloseTo(golden.round.fooled, 9);
    expect(stepValues(run, 'perturb', 'fooled').at(-1)).toBeCloseTo(golden.round.fooled, 9);
    expect(apart(stepValues(run, 'erase', 'loss'), golden.round.losses)).toBeLessThan(1e-3);
    const before = dataOf(hostWeights());
    const after = dataOf(lastPoint(run).parameters);
    for (const [name, wanted] of ofTorch(golden.round.state)) {
      const was = named(before, name);
      const moved = (of: Float32Array): Float32Array => of.map((each, at) => each - (was[at] ?? 0));
      expect(apart(moved(named(after, name)), moved(wanted)), name).toBeLessThan(0.02);
    }
  });

  it('holds the change to its largest size and leaves a smaller one alone', async () => {
    const searched = async (largest: number) =>
      changeOf(
        await runDefense({ id: 'ibau', options: { ...ROUND, batchSize: 8, largest }, context: EIGHT }),
      );
    const free = await searched(0);
    const held = await searched(2);
    expect(free.norm).toBeGreaterThan(3);
    expect(held.norm).toBeCloseTo(2, 4);
    const scaled = held.change.map((each) => (each * free.norm) / 2);
    expect(apart(scaled, free.change)).toBeLessThan(1e-5);
    expect((await searched(1000)).change).toEqual(free.change);
  });

  it('holds the change after each batch, not in the end alone', async () => {
    const run = await runDefense({
      id: 'ibau',
      options: { ...ROUND, largest: golden.round.firstNorm / 2 },
      context: EIGHT,
    });
    expect(changeOf(run).norm).toBeLessThanOrEqual(1.0001 * (golden.round.firstNorm / 2));
    expect(apart(changeOf(run).change, golden.round.change)).toBeGreaterThan(0.1);
  });

  it('searches and erases, round by round, and never moves the running statistics', async () => {
    const run = await expectDefenseToHold({
      id: 'ibau',
      options: { ...ROUND, rounds: 2, batchSize: 6 },
    });
    expect(run.points.map(({ at, pruned }) => [at, pruned])).toEqual([
      [1, 0],
      [2, 0],
    ]);
    const original = dataOf(hostWeights());
    for (const { parameters } of run.points)
      for (const [name, { data }] of parameters)
        if (name.includes('running_')) expect(data, name).toEqual(named(original, name));
  });
});

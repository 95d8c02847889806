/** ANP: gradients of the plain and of the shaken network against autograd and differences, whole steps, and the cuts. */
import { beforeAll, describe, expect, it } from 'vitest';
import { differentiateShaken, disposeShake, type Shake } from '../../../workers/defenses/anp';
import { tensor1d } from '../../../workers/device/tf';
import { disposeBatch } from '../../../workers/graph/batchTensors';
import { disposeStep } from '../../../workers/graph/gradients';
import { disposeTensors, type OwnedTensors } from '../../../workers/graph/parameters';
import golden from '../../fixtures/defenses/anp.json' with { type: 'json' };
import { startBackend, tensorCount } from '../graph/backends';
import { named } from '../graph/tinyNetwork';
import { noise } from '../nets/madeUp';
import { type DefenseRun, expectDefenseToHold, runDefense, stepValues } from './defenseRun';
import {
  apart,
  GRAPH,
  hostWeights,
  pictureBatch,
  pictures,
  scalarOf,
  SITES,
  valuesOf,
  weights,
} from './tinyDefense';

/** Values by site between two bounds, as the script makes them; of one channel, `by` more. */
function group(of: string, low: number, high: number, moved?: { site: string; channel: number; by: number }) {
  return new Map(
    SITES.map(({ channels, id }) => {
      const values = Float32Array.from(noise(`${of} ${id}`, channels), (u) => low + (high - low) * u);
      if (moved?.site === id) values[moved.channel] = (values[moved.channel] ?? 0) + moved.by;
      return [id, tensor1d(values)];
    }),
  );
}

interface Moved {
  readonly of: 'mask' | 'delta' | 'xi';
  readonly site: string;
  readonly channel: number;
  readonly by: number;
}

interface Answer {
  readonly value: number;
  readonly gradients: ReadonlyMap<string, Float32Array>;
}

/** Loss and gradients of the recorded masks and shake, one of them moved. */
function differentiateRecorded(isShaken: boolean, moved?: Moved): Answer {
  const made = (of: Moved['of'], low: number, high: number): OwnedTensors =>
    group(of, low, high, moved?.of === of ? moved : undefined);
  const masks = made('mask', 0.2, 1);
  const shake: Shake | null = isShaken
    ? { scale: made('delta', -0.4, 0.4), shift: made('xi', -0.4, 0.4) }
    : null;
  const [parameters, batch] = [weights(), pictureBatch(0, 8)];
  const context = { graph: GRAPH, sites: SITES };
  const step = differentiateShaken({ context, parameters, masks, shake }, batch);
  const answer = { value: scalarOf(step.value), gradients: valuesOf(step.gradients) };
  // Moves nothing.
  for (const [name, values] of valuesOf(parameters)) expect(values).toEqual(named(hostWeights(), name).data);
  disposeStep(step);
  disposeBatch(batch);
  if (shake !== null) disposeShake(shake);
  for (const each of [masks, parameters]) disposeTensors(each);
  return answer;
}

/** Values of all sites behind a prefix, one after the other, and those recorded. */
function inARow(
  gradients: Answer['gradients'],
  prefix: string,
  recorded: Readonly<Record<string, number[]>>,
) {
  return {
    found: SITES.flatMap(({ id }) => [...named(gradients, prefix + id)]),
    wanted: SITES.flatMap(({ id }) => recorded[id] ?? []),
  };
}

function masksOf({ events }: DefenseRun): { step: number; values: number[] }[] {
  return events.flatMap((event) =>
    event.kind === 'masks'
      ? [{ step: event.step, values: SITES.flatMap(({ id }) => [...named(event.masks, id)]) }]
      : [],
  );
}

/** As the script steps: a rate that takes masks to both ends of their range. */
const STEPS = {
  iterations: 2,
  batchSize: 8,
  epsilon: 0.4,
  shakeSteps: 1,
  alpha: 0.2,
  learningRate: 4,
  momentum: 0.9,
  augmentation: 'none',
} as const;

describe('the gradients of ANP', () => {
  beforeAll(() => startBackend('wasm'));

  it('are PyTorch’s by the masks of the plain network', () => {
    const before = tensorCount();
    const { gradients, value } = differentiateRecorded(false);
    expect(value).toBeCloseTo(golden.plain.value, 5);
    const { found, wanted } = inARow(gradients, 'scale/', golden.plain.masks);
    expect(apart(found, wanted)).toBeLessThan(1e-5);
    expect([...gradients.keys()].some((name) => name.startsWith('shift/'))).toBe(false);
    expect(tensorCount()).toBe(before);
  });

  it.each([
    ['the masks', 'scale/', golden.shaken.masks],
    ['delta', 'scale/', golden.shaken.delta],
    ['xi', 'shift/', golden.shaken.xi],
  ])('are PyTorch’s by %s of the shaken network', (_, prefix, recorded) => {
    const before = tensorCount();
    const { gradients, value } = differentiateRecorded(true);
    expect(value).toBeCloseTo(golden.shaken.value, 5);
    const { found, wanted } = inARow(gradients, prefix, recorded);
    expect(apart(found, wanted)).toBeLessThan(1e-5);
    expect(tensorCount()).toBe(before);
  });

  it.each([
    ['mask', 'scale/', 'plain'],
    ['mask', 'scale/', 'shaken'],
    ['delta', 'scale/', 'shaken'],
    ['xi', 'shift/', 'shaken'],
  ] as const)('are the slope along one %s (%s, %s)', (of, prefix, which) => {
    const isShaken = which === 'shaken';
    const { gradients } = differentiateRecorded(isShaken);
    const slopes = SITES.flatMap(({ id }) =>
      Array.from(named(gradients, prefix + id), (slope, channel) => ({ site: id, channel, slope })),
    );
    // The steepest of all, on which rounding weighs least.
    const { site, channel, slope } = slopes.reduce((most, each) =>
      Math.abs(each.slope) > Math.abs(most.slope) ? each : most,
    );
    const reach = 0.003;
    const at = (by: number): number => differentiateRecorded(isShaken, { of, site, channel, by }).value;
    const measured = (at(reach) - at(-reach)) / (2 * reach);
    expect(Math.abs(measured / slope - 1)).toBeLessThan(0.02);
  });
});

describe('ANP', () => {
  beforeAll(() => startBackend('wasm'));

  it.each([1, 2])('takes PyTorch’s steps on the masks: %i', async (iterations) => {
    const run = await runDefense({
      id: 'anp',
      options: { ...STEPS, iterations },
      context: { images: pictures(8) },
    });
    const steps = golden.steps.slice(0, iterations);
    const losses = (metric: 'loss' | 'shakenLoss'): number[] => steps.map((each) => each[metric]);
    expect(apart(stepValues(run, 'mask', 'loss'), losses('loss'))).toBeLessThan(1e-4);
    expect(apart(stepValues(run, 'mask', 'shakenLoss'), losses('shakenLoss'))).toBeLessThan(1e-4);
    const [told, ...rest] = masksOf(run);
    expect(rest).toEqual([]);
    expect(told?.step).toBe(iterations);
    const recorded = new Map(Object.entries(golden.steps[iterations - 1]?.masks ?? {}));
    const wanted = SITES.flatMap(({ id }) => named(recorded, id));
    expect(apart(told?.values ?? [], wanted)).toBeLessThan(1e-4);
  });

  it('holds masks within 0 and 1, and reaches both', async () => {
    const run = await runDefense({ id: 'anp', options: { ...STEPS, iterations: 4 } });
    const values = masksOf(run).flatMap((each) => each.values);
    expect([Math.min(...values), Math.max(...values)]).toEqual([0, 1]);
  });

  it('cuts in the original network, more and more, for rising thresholds', async () => {
    const run = await expectDefenseToHold({ id: 'anp', options: { ...STEPS, iterations: 3, largest: 0.9 } });
    const [masks] = masksOf(run);
    const counts = run.points.map(({ at, parameters, pruned }) => {
      const wanted = (masks?.values ?? []).map((each) => pruned > 0 && each <= at);
      expect(wanted.filter(Boolean)).toHaveLength(pruned);
      const gammas = SITES.flatMap(({ id }) => [...named(parameters, `${id}.weight`).data]);
      expect(gammas.map((each) => each === 0)).toEqual(wanted);
      // All else is as it came, running statistics included, which the steps have moved.
      for (const [name, { data }] of hostWeights()) {
        if (SITES.some(({ id }) => name === `${id}.weight`)) continue;
        expect(named(parameters, name).data, name).toEqual(data);
      }
      return pruned;
    });
    expect(counts.length).toBeGreaterThan(2);
    expect(counts).toEqual([...counts].sort((a, b) => a - b));
    expect(Math.max(...run.points.map(({ at }) => at))).toBeLessThanOrEqual(0.9);
  });

  it('offers a place to stop where no mask has fallen', async () => {
    const run = await runDefense({ id: 'anp', options: { ...STEPS, learningRate: 0.001 } });
    expect(run.points.length).toBeGreaterThan(0);
    expect(run.points[0]?.pruned).toBe(0);
  });
});

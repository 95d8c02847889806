/** Runs a defense in Node on a few pictures, to the end or part of it, and what holds for every defense. */
import { expect } from 'vitest';
import { take } from '../../../workers/data/images';
import type { DefenseContext, DefenseEvent } from '../../../workers/defenses/defense';
import { defenseEvents } from '../../../workers/defenses/registry';
import type { HostTensors } from '../../../workers/graph/hostTensors';
import { disposeTensors, downloadTensors } from '../../../workers/graph/parameters';
import type { DefenseId, OptionsOfDefense } from '../../../workers/protocol';
import { defenseChoice } from '../../../workers/protocol/defenses/registry';
import { TrainingState, type TrainingSnapshot } from '../../../workers/training/trainingState';
import { tensorCount } from '../graph/backends';
import { GRAPH, hostWeights, NORMALISATION, pictures, SEED, SITES, weights } from './tinyDefense';

/** A point with the values that its network had then. */
export interface SeenPoint {
  readonly at: number;
  readonly pruned: number;
  readonly parameters: HostTensors;
}

export interface DefenseRun {
  readonly events: readonly DefenseEvent[];
  readonly points: readonly SeenPoint[];
}

/** In the place of RNP for defenses that have no use for it. */
export function nobody(): never {
  throw new Error('nobody runs RNP for this defense');
}

export interface RunOptions<Id extends DefenseId> {
  readonly id: Id;
  readonly options: Partial<OptionsOfDefense<Id>>;
  readonly context?: Partial<DefenseContext<Id>>;
  /** Phases that are over. */
  readonly from?: TrainingSnapshot;
  /** Events after which it is ended. */
  readonly endAfter?: number;
}

/** The defense on twelve pictures, four more held out; everything of it is freed in the end. */
export async function runDefense<Id extends DefenseId>(run: RunOptions<Id>): Promise<DefenseRun> {
  const state = new TrainingState(run.from ?? null, null);
  const original = weights();
  const all = pictures(16);
  const events: DefenseEvent[] = [];
  const points: SeenPoint[] = [];
  const context = {
    options: { ...defenseChoice(run.id).options, ...run.options },
    graph: GRAPH,
    sites: SITES,
    normalisation: NORMALISATION,
    host: hostWeights(),
    original,
    images: pictures(12),
    heldOut: take(all, [12, 13, 14, 15]),
    poisoned: null,
    seed: SEED,
    state,
    cutByRnp: nobody,
    ...run.context,
  } as DefenseContext;
  const stream = defenseEvents(run.id, context);
  try {
    for (;;) {
      if (events.length === run.endAfter) {
        await stream.return();
        break;
      }
      const next = await stream.next();
      if (next.done === true) break;
      const event = next.value;
      events.push(event);
      if (event.kind !== 'point') continue;
      const { at, parameters, pruned } = event;
      points.push({ at, pruned, parameters: await downloadTensors(parameters) });
    }
    return { events, points };
  } finally {
    state.dispose();
    disposeTensors(original);
  }
}

/** The last place to stop. */
export function lastPoint({ points }: DefenseRun): SeenPoint {
  const last = points.at(-1);
  if (last === undefined) throw new Error('the defense offered no place to stop');
  return last;
}

/** The stages in the order in which they came. */
export function stagesOf({ events }: DefenseRun): string[] {
  return events.flatMap((event) => (event.kind === 'stage' ? [event.stage] : []));
}

/** One number of each step of a stage. */
export function stepValues(
  { events }: DefenseRun,
  stage: string,
  metric: keyof Extract<DefenseEvent, { kind: 'step' }>['values'],
): number[] {
  return events.flatMap((event) =>
    event.kind === 'step' && event.stage === stage ? [event.values[metric] ?? Number.NaN] : [],
  );
}

/** Values of parameters by name. */
export function dataOf(parameters: HostTensors): Map<string, Float32Array> {
  return new Map([...parameters].map(([name, { data }]) => [name, data]));
}

/**
 * Ends with a place to stop, gives the same bytes for the same seed, and leaves no tensor, neither at the end nor when it is ended after
 * any of its events.
 */
export async function expectDefenseToHold<Id extends DefenseId>(run: RunOptions<Id>): Promise<DefenseRun> {
  const before = tensorCount();
  const whole = await runDefense(run);
  expect(tensorCount(), 'after the whole run').toBe(before);
  expect(whole.points.length).toBeGreaterThan(0);
  for (const { parameters } of whole.points)
    for (const [name, { data }] of parameters) expect(data.every(Number.isFinite), name).toBe(true);
  expect((await runDefense(run)).points).toEqual(whole.points);
  const left: number[] = [];
  for (let endAfter = 0; endAfter < whole.events.length; endAfter++) {
    const count = tensorCount();
    await runDefense({ ...run, endAfter });
    left.push(tensorCount() - count);
  }
  expect(left, 'tensors left when it is ended after 0, 1, 2, ... events').toEqual(left.map(() => 0));
  return whole;
}

/** Options of a short tuning without chance in its pictures. */
export const SHORT_TUNING = {
  epochs: 2,
  learningRate: 0.05,
  schedule: 'constant',
  batchSize: 4,
  momentum: 0.9,
  weightDecay: 5e-4,
  augmentation: 'none',
} as const;

/** Attacks on a network and pictures so small that a whole one takes a second; interrupted, resumed, cancelled. */
import { expect } from 'vitest';
import { type AttackContext, type AttackEvent, classifierOf } from '../../../workers/attacks/attack';
import { attackEvents } from '../../../workers/attacks/registry';
import { TrainingState, type TrainingSnapshot } from '../../../workers/attacks/trainingState';
import type { ImageSet } from '../../../workers/data/images';
import type { HostTensors } from '../../../workers/graph/hostTensors';
import { downloadTensors } from '../../../workers/graph/parameters';
import { buildResnetCifar } from '../../../workers/nets/resnetCifar';
import type { AttackId, AttackOptions, StampedTrigger, TrainOptions } from '../../../workers/protocol';
import { attackChoice } from '../../../workers/protocol/attacks/registry';
import { tensorCount } from '../graph/backends';
import { TINY_NORMALISATION, tinyImages } from '../graph/tinyNetwork';

/** Takes 8 x 8 pictures in 5 classes. */
export const GRAPH = buildResnetCifar({
  width: 2,
  classes: 5,
  blocks: [1, 1, 1, 1],
  inputChannels: 3,
  inputSize: [8, 8],
});

export const CORNER: StampedTrigger = {
  kind: 'patch',
  pattern: 'checkerboard',
  size: 3,
  row: 5,
  column: 5,
  strength: 1,
  target: 0,
};

const TRAIN: TrainOptions = {
  epochs: 2,
  batchSize: 16,
  learningRate: 0.05,
  schedule: 'one-cycle',
  momentum: 0.9,
  weightDecay: 0.0005,
  augmentation: 'none',
};

/** What a test may ask for; the rest is as small as it gets. */
export interface TinyAttack<Id extends AttackId> {
  readonly id: Id;
  readonly options?: Partial<AttackOptions<Id>>;
  readonly train?: Partial<TrainOptions>;
  readonly images?: ImageSet;
  readonly trigger?: StampedTrigger | null;
  readonly findFilters?: AttackContext['findFilters'];
}

/** The context of an attack under a state. */
export function contextOf<Id extends AttackId>(attack: TinyAttack<Id>, state: TrainingState): AttackContext {
  const { id, options, train, images = tinyImages(80), trigger = CORNER, findFilters } = attack;
  return {
    options: { ...attackChoice(id).options, ...options },
    aim: { target: 0 },
    trigger,
    graph: GRAPH,
    normalisation: TINY_NORMALISATION,
    images,
    test: null,
    train: { ...TRAIN, ...train },
    seed: 4,
    state,
    ...(findFilters === undefined ? {} : { findFilters }),
  };
}

/** Where a test stops an attack: after so many snapshots or so many events. */
interface Stop {
  readonly snapshots?: number;
  readonly events?: number;
}

export interface Tried {
  readonly events: readonly AttackEvent[];
  readonly snapshots: readonly TrainingSnapshot[];
  /** The classifier as it was left. */
  readonly classifier: HostTensors;
}

/** Runs an attack from a snapshot to its end, or until it is stopped as a cancel stops it. All tensors are freed. */
export async function attackFrom<Id extends AttackId>(
  attack: TinyAttack<Id>,
  from: TrainingSnapshot | null = null,
  stop: Stop = {},
): Promise<Tried> {
  const snapshots: TrainingSnapshot[] = [];
  const state = new TrainingState(from, (snapshot) => {
    snapshots.push(snapshot);
  });
  const context = contextOf(attack, state);
  const events: AttackEvent[] = [];
  const isOver = (): boolean => snapshots.length === stop.snapshots || events.length === stop.events;
  const run = attackEvents(attack.id, context);
  try {
    for (let next = await run.next(); next.done !== true && !isOver(); next = await run.next())
      events.push(next.value);
    await run.return({ crossTriggerAccuracy: null });
    return { events, snapshots, classifier: await downloadTensors(classifierOf(context)) };
  } finally {
    state.dispose();
  }
}

/** The stages of a run in the order in which they came. */
export function stagesOf({ events }: Tried): string[] {
  return events.flatMap((event) => (event.kind === 'stage' ? [event.stage] : []));
}

/** The losses of a stage, step by step. */
export function lossesOf({ events }: Tried, stage: string): number[] {
  return events.flatMap((event) =>
    event.kind === 'step' && event.stage === stage ? [event.values.loss ?? Number.NaN] : [],
  );
}

/** Cuts an attack off after each of its snapshots in turn, resumes it, and expects the classifier of the run that went through. */
export async function expectResumable<Id extends AttackId>(attack: TinyAttack<Id>): Promise<void> {
  const whole = await attackFrom(attack);
  expect(whole.snapshots.length).toBeGreaterThan(2);
  for (let count = 1; count <= whole.snapshots.length; count++) {
    const cut = await attackFrom(attack, null, { snapshots: count });
    const resumed = await attackFrom(attack, cut.snapshots[count - 1] ?? null);
    expect(resumed.classifier, `after ${String(count)} snapshots`).toEqual(whole.classifier);
  }
}

/** Stops an attack after each of `events` events, and expects all its tensors to be gone. */
export async function expectTidy<Id extends AttackId>(
  attack: TinyAttack<Id>,
  events: readonly number[],
): Promise<void> {
  const before = tensorCount();
  for (const each of events) {
    await attackFrom(attack, null, { events: each });
    expect(tensorCount(), `after ${String(each)} events`).toBe(before);
  }
  await attackFrom(attack);
  expect(tensorCount()).toBe(before);
}

/** Runs an attack in Node on images of noise, to the end or part of it, and says what it left. */
import type { AttackContext, AttackEvent, AttackResult } from '../../../workers/attacks/attack';
import { attackEvents } from '../../../workers/attacks/registry';
import { TrainingState, type TrainingSnapshot } from '../../../workers/training/trainingState';
import type { Graph } from '../../../workers/graph/graph';
import type { HostTensors } from '../../../workers/graph/hostTensors';
import { downloadTensors } from '../../../workers/graph/parameters';
import { type AttackChoice, type AttackId, groupDefaults } from '../../../workers/protocol';
import { attackChoice } from '../../../workers/protocol/attacks/registry';
import { TRAIN_OPTIONS } from '../../../workers/protocol/trainOptions';
import { buildTinyResnet, TINY_NORMALISATION, tinyImages } from '../graph/tinyNetwork';

export interface AttackRun {
  readonly events: readonly AttackEvent[];
  /** Null where it was cut off. */
  readonly result: AttackResult | null;
  readonly snapshots: readonly TrainingSnapshot[];
  /** Of the named groups of the state, at the end. */
  readonly tensors: ReadonlyMap<string, HostTensors>;
}

interface RunOptions {
  readonly id: AttackId;
  readonly options?: Partial<AttackChoice['options']> & Record<string, number | boolean | string>;
  readonly seed?: number;
  readonly context?: Partial<AttackContext>;
  readonly from?: TrainingSnapshot;
  /** Steps after which it is cancelled. */
  readonly cancelAfter?: number;
  /** Asked on every event. */
  readonly onEvent?: (event: AttackEvent, state: TrainingState) => void;
}

const GRAPH: Graph = buildTinyResnet();
const GROUPS = ['classifier', 'pattern', 'mask'];

export const TINY_TRAIN = {
  ...groupDefaults(TRAIN_OPTIONS, 'adaptive'),
  epochs: 4,
  batchSize: 10,
  learningRate: 0.05,
  augmentation: 'crop-flip',
} as const;

/** The attack on 40 pictures of 8 x 8, in batches of 10. */
export async function runAttack(run: RunOptions): Promise<AttackRun> {
  const snapshots: TrainingSnapshot[] = [];
  const state = new TrainingState(run.from ?? null, (snapshot) => {
    snapshots.push(snapshot);
  });
  const events: AttackEvent[] = [];
  const context: AttackContext = {
    options: { ...attackChoice(run.id).options, ...run.options },
    aim: { target: 1 },
    trigger: null,
    graph: GRAPH,
    normalisation: TINY_NORMALISATION,
    images: tinyImages(40),
    test: tinyImages(12),
    train: TINY_TRAIN,
    seed: run.seed ?? 3,
    state,
    ...run.context,
  };
  const stream = attackEvents(run.id, context);
  try {
    let result: AttackResult | null = null;
    for (;;) {
      const next = await stream.next();
      if (next.done === true) {
        result = next.value;
        break;
      }
      events.push(next.value);
      run.onEvent?.(next.value, state);
      if (events.filter(({ kind }) => kind === 'step').length === run.cancelAfter) {
        await stream.return(undefined as never);
        break;
      }
    }
    const tensors = new Map<string, HostTensors>();
    for (const group of GROUPS) tensors.set(group, await downloadTensors(state.held(group)));
    return { events, result, snapshots, tensors };
  } finally {
    state.dispose();
  }
}

/** Losses of a stage, in order. */
export function lossesOf({ events }: AttackRun, stage: string): number[] {
  return events.flatMap((event) =>
    event.kind === 'step' && event.stage === stage ? [event.values.loss ?? Number.NaN] : [],
  );
}

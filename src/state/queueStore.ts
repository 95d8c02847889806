/** The runs that Compare has been asked for, and the one under way. Written by `client/queueCommands` only; the waiting ones survive a reload. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type {
  AnyRecipe,
  AnyStage,
  EngineEvent,
  Fault,
  JobId,
  Picture,
  PointRow,
} from '../../workers/protocol';
import { type RunStatus, transition } from './transition';
import { type TriggerSearchReading, triggerSearchReading } from './triggerSearch';

export type ItemState = 'waiting' | 'running' | 'done' | 'failed' | 'skipped';

export interface QueueItem {
  readonly id: string;
  readonly recipe: AnyRecipe;
  readonly state: ItemState;
  readonly fault: Fault | null;
  /** Whether the device went away under it once: it has begun anew then, by itself, and does not a second time. */
  readonly wasLost: boolean;
  /** Of the record that it left. */
  readonly run: string | null;
  readonly elapsedMs: number | null;
}

/** Where NAD's networks look on one image. */
export type AttentionReading = Omit<Extract<EngineEvent, { kind: 'attention' }>, 'kind'>;

/** What the run under way has said so far, besides its curves. */
export interface QueueReading {
  readonly stage: AnyStage | null;
  readonly done: number;
  readonly total: number | null;
  readonly etaMs: number | null;
  readonly points: readonly PointRow[];
  /** The network before the defense, and the held-out accuracy that is still within the budget; null of RNP. */
  readonly untouched: { readonly row: PointRow; readonly least: number } | null;
  /** I-BAU's changes, one a round. */
  readonly changes: readonly { readonly norm: number; readonly fooled: number; readonly picture: Picture }[];
  /** NAD's attention, of each image at the beginning and after the last epoch. */
  readonly attention: readonly AttentionReading[];
  readonly ranking: { readonly activations: readonly number[]; readonly order: readonly number[] } | null;
  /** Images that ABL has isolated. */
  readonly isolated: number | null;
  /** Triggers, as they are searched. */
  readonly search: TriggerSearchReading | null;
}

export interface QueueState extends QueueReading {
  readonly items: readonly QueueItem[];
  /** Nothing new begins while it is held; what runs goes on. */
  readonly isHeld: boolean;
  readonly status: RunStatus;
  readonly job: JobId | null;
  readonly elapsedMs: number;
  /** The job whose repaired network the engine still holds. */
  readonly repaired: JobId | null;
  /** Remembered items that were no recipes any more. */
  readonly dropped: number;
}

/** What a run begins with. */
export const NOTHING_READ: QueueReading = {
  stage: null,
  done: 0,
  total: null,
  etaMs: null,
  points: [],
  untouched: null,
  changes: [],
  attention: [],
  ranking: null,
  isolated: null,
  search: null,
};

export const queueStore = createStore<QueueState>(() => ({
  ...NOTHING_READ,
  items: [],
  isHeld: false,
  status: 'idle',
  job: null,
  elapsedMs: 0,
  repaired: null,
  dropped: 0,
}));

/** Subscribes a component to a part of the queue. */
export function useQueue<T>(selector: (state: QueueState) => T): T {
  return useStore(queueStore, selector);
}

/** The item that has begun last, whether or not it has ended; null where none has. */
export function begunLast({ items }: Pick<QueueState, 'items'>): QueueItem | null {
  return items.findLast(({ state }) => state !== 'waiting' && state !== 'skipped') ?? null;
}

/** What each event changes; kinds that carry large data are left to the series store. */
export function applyQueueEvent(read: QueueState, event: EngineEvent): QueueState {
  switch (event.kind) {
    case 'state': {
      const status = transition(read.status, { engine: event.state });
      const isSame = event.stage === null || event.stage === read.stage;
      return {
        ...read,
        status,
        ...(isSame ? {} : { stage: event.stage, done: 0, total: null, etaMs: null }),
      };
    }
    case 'progress':
      return event.unit === 'step' || event.unit === 'row'
        ? { ...read, done: event.done, total: event.total, etaMs: event.etaMs }
        : read;
    case 'point':
      return { ...read, points: [...read.points, event.row] };
    case 'untouched':
      return { ...read, untouched: { row: event.row, least: event.least } };
    case 'change': {
      const { fooled, norm, picture, round } = event;
      return { ...read, changes: [...read.changes.slice(0, round - 1), { fooled, norm, picture }] };
    }
    case 'attention': {
      const { kind: _, ...reading } = event;
      const kept = read.attention.filter(({ at, triggered }) => at === 0 || triggered !== reading.triggered);
      return { ...read, attention: [...kept, reading] };
    }
    case 'ranking':
      return { ...read, ranking: { activations: [...event.activations], order: event.order } };
    case 'isolated':
      return { ...read, isolated: event.indices.length };
    case 'trigger-search':
      return { ...read, search: triggerSearchReading(event) };
    default:
      return read;
  }
}

/** Milliseconds until the queue is through: the mean of what is done for all that waits; null before the first is. */
export function queueEtaMs({ items, etaMs }: Pick<QueueState, 'items' | 'etaMs'>): number | null {
  const times = items.flatMap(({ elapsedMs, state }) =>
    state === 'done' && elapsedMs !== null ? [elapsedMs] : [],
  );
  if (times.length === 0) return null;
  const mean = times.reduce((sum, each) => sum + each, 0) / times.length;
  const waiting = items.filter(({ state }) => state === 'waiting').length;
  const isRunning = items.some(({ state }) => state === 'running');
  return waiting * mean + (isRunning ? (etaMs ?? mean) : 0);
}

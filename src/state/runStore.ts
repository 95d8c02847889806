/** The run on the page: status, progress and everything small it has produced. Written by `client` and `replay` only. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type {
  CutRequest,
  Doubt,
  EvalRow,
  Fault,
  JobId,
  NoticeCode,
  Picture,
  Recipe,
  Report,
  Stage,
} from '../../workers/protocol';
import { can, isAlive, type RunStatus } from './transition';

export type StageState = 'waiting' | 'running' | 'done' | 'failed' | 'skipped';

export interface StageProgress {
  readonly state: StageState;
  readonly done: number;
  readonly total: number | null;
  readonly etaMs: number | null;
}

/** Predictions of the unlearned network on the defense images. */
export interface LabelReading {
  readonly histogram: readonly number[];
  readonly predicted: number;
  readonly share: number;
  readonly margins: readonly number[] | null;
  readonly lead: number | null;
}

/** The trigger as the network reveals it. */
export interface RevealedTrigger {
  readonly label: number;
  /** Share of defense images that it turns. */
  readonly fooled: number;
  readonly picture: Picture;
}

export type SweepRow = EvalRow & { readonly by: 'threshold' | 'count' };

export interface WalkedFilter {
  readonly site: string;
  readonly channel: number;
  readonly verdict: 'cut' | 'vetoed';
}

export interface RunNotice {
  readonly code: NoticeCode;
  readonly params: Readonly<Record<string, string | number>>;
}

export interface MemoryReading {
  readonly tensors: number;
  readonly bytes: number;
  readonly limitBytes: number | null;
}

/** A cut being tried on the finished run. */
export interface CutTrial {
  readonly request: CutRequest;
  readonly row: EvalRow | null;
  readonly pending: boolean;
}

export interface FinishedRun {
  readonly job: JobId;
  readonly title: string;
  readonly report: Report;
}

export interface RunState {
  readonly status: RunStatus;
  readonly job: JobId | null;
  /** True while a recording is shown and not a run of this machine. */
  readonly recorded: boolean;
  /** What it was started with: the recipe on the form may have been edited since. Null for reports and recordings. */
  readonly recipe: Recipe | null;
  readonly stage: Stage | null;
  readonly stages: Readonly<Record<Stage, StageProgress>>;
  readonly startedAtMs: number | null;
  readonly elapsedMs: number;
  readonly fault: Fault | null;
  readonly report: Report | null;
  readonly label: LabelReading | null;
  /** One of each round. */
  readonly revealed: readonly RevealedTrigger[];
  readonly sweep: readonly SweepRow[];
  readonly cuts: readonly WalkedFilter[];
  readonly doubts: readonly Doubt[];
  readonly notices: readonly RunNotice[];
  readonly memory: MemoryReading | null;
  readonly trial: CutTrial | null;
  readonly finished: readonly FinishedRun[];
}

const WAITING: StageProgress = { state: 'waiting', done: 0, total: null, etaMs: null };

/** Everything of a run that a new run starts without. */
export function emptyRun(): Omit<RunState, 'finished'> {
  return {
    status: 'idle',
    job: null,
    recorded: false,
    recipe: null,
    stage: null,
    stages: { unlearn: WAITING, recover: WAITING, prune: WAITING },
    startedAtMs: null,
    elapsedMs: 0,
    fault: null,
    report: null,
    label: null,
    revealed: [],
    sweep: [],
    cuts: [],
    doubts: [],
    notices: [],
    memory: null,
    trial: null,
  };
}

export const runStore = createStore<RunState>(() => ({ ...emptyRun(), finished: [] }));

/** Subscribes a component to a part of the run. */
export function useRun<T>(selector: (state: RunState) => T): T {
  return useStore(runStore, selector);
}

/** Whether a run of this page is under way: a recording that plays is none, and gives way. */
export function isRunning({ status, recorded }: Pick<RunState, 'status' | 'recorded'>): boolean {
  return isAlive(status) && !recorded;
}

/** The recipe of the run on the page, wherever it came from. */
export function recipeOfRun({ recipe, report }: RunState): Recipe | null {
  return recipe ?? report?.recipe ?? null;
}

/** Whether there is something to go on from: a run of this page that was cut off after its first step. */
export function canResume({ job, recorded, stages, status }: RunState): boolean {
  return job !== null && !recorded && can('resumeRun', status) && stages.unlearn.done > 0;
}

/** Takes the run's fault off the page, after the user has read it. */
export function dismissRunFault(): void {
  runStore.setState({ fault: null });
}

/** The training on the page: status, progress and what it has left. Written by `client` only. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type {
  AttackRecipe,
  Fault,
  JobId,
  PoisonSummary,
  TrainingReport,
  TrainingStage,
  Trigger,
} from '../../workers/protocol';
import type { MemoryReading } from './runStore';
import { can, type RunStatus } from './transition';

export interface TrainState {
  readonly status: RunStatus;
  readonly job: JobId | null;
  /** What it was started with: the recipe on the form may have been edited since. */
  readonly recipe: AttackRecipe | null;
  readonly stage: TrainingStage | null;
  /** Steps of the stage under way. */
  readonly done: number;
  readonly total: number | null;
  readonly etaMs: number | null;
  readonly elapsedMs: number;
  readonly planted: { readonly trigger: Trigger; readonly poison: PoisonSummary | null } | null;
  readonly memory: MemoryReading | null;
  readonly fault: Fault | null;
  /** Ended by a reload of the tab, not by the user. */
  readonly isInterrupted: boolean;
  readonly report: TrainingReport | null;
  /** The trained network. */
  readonly file: File | null;
}

/** Everything of a training that a new one starts without. */
export function emptyTraining(): TrainState {
  return {
    status: 'idle',
    job: null,
    recipe: null,
    stage: null,
    done: 0,
    total: null,
    etaMs: null,
    elapsedMs: 0,
    planted: null,
    memory: null,
    fault: null,
    isInterrupted: false,
    report: null,
    file: null,
  };
}

export const trainStore = createStore<TrainState>(emptyTraining);

/** Subscribes a component to a part of the training. */
export function useTraining<T>(selector: (state: TrainState) => T): T {
  return useStore(trainStore, selector);
}

/** Whether there is something to go on from: a training that was cut off after its first step. */
export function canResumeTraining({ status, stage, done }: TrainState): boolean {
  return can('resumeRun', status) && (done > 0 || (stage !== null && stage !== 'prepare'));
}

/** Takes the fault off the page, after the user has read it. */
export function dismissTrainFault(): void {
  trainStore.setState({ fault: null });
}

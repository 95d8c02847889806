/** What the transport and its keys steer: the training while one is under way, else the run. The engine learns one thing at a time. */
import { isRunning, runStore, useRun } from './runStore';
import { trainStore, useTraining } from './trainStore';
import { isAlive, type RunStatus } from './transition';

export interface Steered {
  readonly what: 'training' | 'run';
  readonly status: RunStatus;
  /** Of a run: true while a recording is shown. */
  readonly recorded: boolean;
}

/** See {@link Steered}. */
export function steered(): Steered {
  const training = trainStore.getState();
  if (isAlive(training.status)) return { what: 'training', status: training.status, recorded: false };
  const { status, recorded } = runStore.getState();
  return { what: 'run', status, recorded };
}

/** Subscribes a component to a part of what is steered. */
export function useSteered<T>(selector: (now: Steered) => T): T {
  // Both are watched: either can become what is steered.
  useTraining(() => selector(steered()));
  return useRun(() => selector(steered()));
}

/** Whether the engine learns for this page: a recording that plays does not count, and gives way. */
export function isBusy(): boolean {
  return isRunning(runStore.getState()) || isAlive(trainStore.getState().status);
}

/** Subscribes a component to {@link isBusy}. */
export function useIsBusy(): boolean {
  const trains = useTraining(({ status }) => isAlive(status));
  return useRun(isRunning) || trains;
}

/** What the transport and its keys steer: the training, the run of Compare's queue or the detection while one is under way, else the run. The engine learns one thing at a time. */
import { type DetectState, detectStore, useDetection } from './detectStore';
import { queueStore, useQueue } from './queueStore';
import { isRunning, runStore, useRun } from './runStore';
import { trainStore, useTraining } from './trainStore';
import { isAlive, type RunStatus } from './transition';

export interface Steered {
  readonly what: 'training' | 'queue' | 'detection' | 'run';
  readonly status: RunStatus;
  /** Of a run: true while a recording is shown. */
  readonly recorded: boolean;
}

/** See {@link Steered}. */
export function steered(): Steered {
  const training = trainStore.getState();
  if (isAlive(training.status)) return { what: 'training', status: training.status, recorded: false };
  const queue = queueStore.getState();
  if (isAlive(queue.status)) return { what: 'queue', status: queue.status, recorded: false };
  const detection = detectStore.getState();
  if (isAlive(detection.status)) return { what: 'detection', status: detection.status, recorded: false };
  const { status, recorded } = runStore.getState();
  return { what: 'run', status, recorded };
}

/** Subscribes a component to a part of what is steered. */
export function useSteered<T>(selector: (now: Steered) => T): T {
  // All are watched: each can become what is steered.
  useTraining(() => selector(steered()));
  useQueue(() => selector(steered()));
  useDetection(() => selector(steered()));
  return useRun(() => selector(steered()));
}

/** Detections keep the engine from learning, and so do pictures that are asked about afterwards. */
function asksNetworks({ judging, status }: DetectState): boolean {
  return isAlive(status) || judging.status === 'judging';
}

/** Whether the engine learns for this page, or judges pictures: a recording that plays does not count, and gives way. */
export function isBusy(): boolean {
  return (
    [trainStore, queueStore].some((store) => isAlive(store.getState().status)) ||
    asksNetworks(detectStore.getState()) ||
    isRunning(runStore.getState())
  );
}

/** Subscribes a component to {@link isBusy}. */
export function useIsBusy(): boolean {
  const trains = useTraining(({ status }) => isAlive(status));
  const compares = useQueue(({ status }) => isAlive(status));
  const detects = useDetection(asksNetworks);
  return useRun(isRunning) || trains || compares || detects;
}

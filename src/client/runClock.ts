/** Time spent learning, without the pauses: ticks into a store while its job is alive. */
import type { StoreApi } from 'zustand/vanilla';
import { detectStore } from '../state/detectStore';
import { queueStore } from '../state/queueStore';
import { runStore } from '../state/runStore';
import { trainStore } from '../state/trainStore';
import { isAlive, type RunStatus } from '../state/transition';

const TICK_MS = 250;

interface Timed {
  readonly status: RunStatus;
  readonly elapsedMs: number;
}

/** Starts and stops; it stops by itself when the job ends. */
export interface Clock {
  readonly start: () => void;
  readonly stop: () => void;
}

function clockOf(
  store: Pick<StoreApi<Timed>, 'getState'> & { setState(change: Partial<Timed>): void },
): Clock {
  let timer: ReturnType<typeof setInterval> | null = null;
  let lastMs = 0;
  const stop = (): void => {
    if (timer !== null) clearInterval(timer);
    timer = null;
  };
  const tick = (): void => {
    const nowMs = performance.now();
    const { status, elapsedMs } = store.getState();
    if (!isAlive(status)) return stop();
    if (status !== 'paused') store.setState({ elapsedMs: elapsedMs + nowMs - lastMs });
    lastMs = nowMs;
  };
  const start = (): void => {
    stop();
    lastMs = performance.now();
    timer = setInterval(tick, TICK_MS);
  };
  return { start, stop };
}

export const runClock = clockOf(runStore);
export const trainClock = clockOf(trainStore);
export const queueClock = clockOf(queueStore);
export const detectClock = clockOf(detectStore);

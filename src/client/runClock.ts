/** Time spent running, without the pauses: ticks into the run store while a run is alive. */
import { runStore } from '../state/runStore';
import { isAlive } from '../state/transition';

const TICK_MS = 250;
let timer: ReturnType<typeof setInterval> | null = null;
let lastMs = 0;

function tick(): void {
  const nowMs = performance.now();
  const { status, elapsedMs } = runStore.getState();
  if (!isAlive(status)) return stopRunClock();
  if (status !== 'paused') runStore.setState({ elapsedMs: elapsedMs + nowMs - lastMs });
  lastMs = nowMs;
}

/** Starts the clock; it stops by itself when the run ends. */
export function startRunClock(): void {
  stopRunClock();
  lastMs = performance.now();
  timer = setInterval(tick, TICK_MS);
}

/** Stops the clock. */
export function stopRunClock(): void {
  if (timer !== null) clearInterval(timer);
  timer = null;
}

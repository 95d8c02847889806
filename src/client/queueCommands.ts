/** Commands of Compare's queue: put recipes in, run one after the other, steer the one under way, retry, skip, reorder. */
import type { DefenseReport, Fault, Report, Result } from '../../workers/protocol';
import { engineStore } from '../state/engineStore';
import { NOTHING_READ, type QueuedRecipe, type QueueItem, queueStore } from '../state/queueStore';
import { queueSeries } from '../state/series';
import { isBusy } from '../state/steered';
import { can, isAlive } from '../state/transition';
import { ensureLoaded } from './ensureLoaded';
import { expectJob, finishJob } from './receiver';
import { stopReplay } from './replay';
import { queueClock } from './runClock';
import { reopen } from './runCommands';
import { keepRun } from './runLibrary';
import { call, ensureEngine, newJob } from './session';
import { CANCELLED, type ControlWord, steer, type SteeredJob } from './steer';
import { rememberQueue } from './tabQueue';
import { sendWatch } from './watch';

type Outcome = Result<Report | DefenseReport>;

function setItems(change: (items: readonly QueueItem[]) => readonly QueueItem[]): void {
  queueStore.setState(({ items }) => ({ items: change(items) }));
  rememberQueue(queueStore.getState().items);
}

function setItem(id: string, change: Partial<QueueItem>): void {
  setItems((items) => items.map((each) => (each.id === id ? { ...each, ...change } : each)));
}

async function run(job: string, recipe: QueuedRecipe): Promise<Outcome> {
  const ready = await ensureEngine();
  if (!ready.ok) return ready;
  const loaded = await ensureLoaded(recipe);
  if (!loaded.ok) return loaded;
  if (queueStore.getState().status === 'cancelling') return { ok: false, fault: CANCELLED };
  queueClock.start();
  await sendWatch();
  return recipe.format === 'rnp-recipe'
    ? call((api) => api.start({ job, recipe }))
    : call((api) => api.defend({ job, recipe }));
}

async function settle(id: string, job: string, outcome: Outcome): Promise<void> {
  finishJob(job);
  queueClock.stop();
  const { elapsedMs } = queueStore.getState();
  if (outcome.ok) {
    const { id: kept } = await keepRun(outcome.value);
    queueStore.setState({ status: 'done', job: null });
    setItem(id, { state: 'done', run: kept, elapsedMs, fault: null });
    return;
  }
  // The fault of a load is shown once, with the run it stopped.
  engineStore.setState({ fault: null });
  const isCancelled = outcome.fault.code === 'cancelled';
  queueStore.setState({ status: isCancelled ? 'cancelled' : 'failed', job: null });
  setItem(id, isCancelled ? { state: 'skipped' } : { state: 'failed', fault: outcome.fault });
}

/** Runs what waits, one after the other, until nothing does, the queue is held, or something else holds the engine. */
async function work(): Promise<void> {
  for (;;) {
    const { isHeld, items } = queueStore.getState();
    const next = items.find(({ state }) => state === 'waiting');
    if (next === undefined || isHeld || isBusy()) return;
    stopReplay();
    const job = newJob('compare');
    queueSeries.reset();
    queueStore.setState({ ...NOTHING_READ, status: 'running', job, elapsedMs: 0 });
    setItem(next.id, { state: 'running', fault: null });
    expectJob(job, 'run');
    await settle(next.id, job, await run(job, next.recipe));
  }
}

/** Puts recipes at the end of the queue and begins, unless something else is learning. Fault `run-busy` then. */
export function enqueue(recipes: readonly QueuedRecipe[]): Fault | null {
  const fresh = recipes.map((recipe): QueueItem => ({
    id: crypto.randomUUID(),
    recipe,
    state: 'waiting',
    fault: null,
    run: null,
    elapsedMs: null,
  }));
  setItems((items) => [...items, ...fresh]);
  if (isBusy() && !isAlive(queueStore.getState().status)) return { code: 'run-busy', params: {} };
  void work();
  return null;
}

/** Lets nothing new begin, or goes on. */
export function holdQueue(isHeld: boolean): void {
  queueStore.setState({ isHeld });
  if (!isHeld) void work();
}

/** Puts one back that failed or was skipped. */
export function retryItem(id: string): void {
  setItem(id, { state: 'waiting', fault: null });
  void work();
}

/** Takes one that waits out of the order; the one under way is ended. */
export async function skipItem(id: string): Promise<void> {
  const found = queueStore.getState().items.find((each) => each.id === id);
  if (found?.state === 'running') await controlQueue('cancel');
  else if (found?.state === 'waiting') setItem(id, { state: 'skipped' });
}

/** Moves one that waits by so many places. */
export function moveItem(id: string, by: number): void {
  setItems((items) => {
    const from = items.findIndex((each) => each.id === id);
    const found = items[from];
    if (found === undefined) return items;
    const rest = items.filter((each) => each.id !== id);
    return rest.toSpliced(Math.max(0, Math.min(rest.length, from + by)), 0, found);
  });
}

/** Takes everything that has ended off the list. */
export function clearEnded(): void {
  setItems((items) => items.filter(({ state }) => state === 'waiting' || state === 'running'));
}

const STEERED: SteeredJob = {
  store: queueStore,
  onStuck: (job) => {
    const running = queueStore.getState().items.find(({ state }) => state === 'running');
    if (running !== undefined) void settle(running.id, job, { ok: false, fault: CANCELLED });
    void reopen();
  },
};

/** Steers the run under way: pause, resume, step, cancel. */
export async function controlQueue(word: ControlWord): Promise<Result<void>> {
  if (!can(word, queueStore.getState().status))
    return { ok: false, fault: { code: 'run-missing', params: {} } };
  return steer(STEERED, word);
}

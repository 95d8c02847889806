/** Commands of Compare's queue: put recipes in, run one after the other, steer the one under way, retry, skip, reorder. */
import type { AnyRecipe, AnyReport, Fault, NetworkFormat, Result, SavedFile } from '../../workers/protocol';
import { engineStore } from '../state/engineStore';
import { recipeStore } from '../state/recipeStore';
import { NOTHING_READ, type QueueItem, queueStore } from '../state/queueStore';
import { runStore } from '../state/runStore';
import { detectStore } from '../state/detectStore';
import { trainStore } from '../state/trainStore';
import { queueSeries } from '../state/series';
import { isBusy } from '../state/steered';
import { isAlive } from '../state/transition';
import { ensureLoaded } from './ensureLoaded';
import { expectJob, finishJob } from './receiver';
import { stopReplay } from './replay';
import { queueClock } from './runClock';
import { reopen } from './runCommands';
import { keepRun } from './runLibrary';
import { call, callJob, engineHolds, ensureEngine, newJob } from './session';
import { CANCELLED, type ControlWord, lateSteering, steer, type SteeredJob } from './steer';
import { rememberedQueue, rememberQueue } from './tabQueue';
import { sendWatch } from './watch';

type Outcome = Result<AnyReport>;

function setItems(change: (items: readonly QueueItem[]) => readonly QueueItem[]): void {
  queueStore.setState(({ items }) => ({ items: change(items) }));
  rememberQueue(queueStore.getState().items);
}

function setItem(id: string, change: Partial<QueueItem>): void {
  setItems((items) => items.map((each) => (each.id === id ? { ...each, ...change } : each)));
}

async function run(job: string, recipe: AnyRecipe): Promise<Outcome> {
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
    const isDefense = outcome.value.format === 'rnp-defense-report';
    queueStore.setState({ status: 'done', job: null, repaired: isDefense ? job : null });
    setItem(id, { state: 'done', run: kept, elapsedMs, fault: null });
    return;
  }
  // The fault of a load is shown once, with the run it stopped.
  engineStore.setState({ fault: null });
  const isCancelled = outcome.fault.code === 'cancelled';
  queueStore.setState({ status: isCancelled ? 'cancelled' : 'failed', job: null });
  setItem(id, isCancelled ? { state: 'skipped' } : afterFault(id, outcome.fault));
}

/** A lost device says nothing against the run: the next one starts the device again, so it gets a second chance. */
function afterFault(id: string, fault: Fault): Partial<QueueItem> {
  const wasLost = queueStore.getState().items.find((each) => each.id === id)?.wasLost ?? false;
  return fault.code === 'device-lost' && !wasLost
    ? { state: 'waiting', wasLost: true }
    : { state: 'failed', fault };
}

/** Stops listening for the end of what else is learning; null while nobody listens. */
let stopListening: (() => void) | null = null;

/** Works when the run or the training that holds the engine has ended. */
function workWhenFree(): void {
  if (stopListening !== null || isAlive(queueStore.getState().status)) return;
  const onChange = (): void => {
    if (isBusy()) return;
    stopListening?.();
    stopListening = null;
    // What has just ended is put away first.
    setTimeout(() => void work());
  };
  const stops = [runStore, trainStore, detectStore].map((store) => store.subscribe(onChange));
  stopListening = () => stops.forEach((stop) => stop());
}

/** Runs what waits, one after the other, until nothing does, the queue is held, or something else holds the engine. */
async function work(): Promise<void> {
  if (isBusy()) {
    workWhenFree();
    return;
  }
  await workOff();
  // The networks of the queue stand in the engine, unless it was ended: the open one comes back.
  if (!isBusy() && engineHolds().model !== '') await ensureLoaded(recipeStore.getState().recipe);
}

async function workOff(): Promise<void> {
  for (;;) {
    const { isHeld, items } = queueStore.getState();
    const next = items.find(({ state }) => state === 'waiting');
    if (next === undefined || isHeld || isBusy()) return;
    stopReplay();
    const job = newJob('compare');
    queueSeries.reset();
    queueStore.setState({ ...NOTHING_READ, status: 'running', job, elapsedMs: 0, repaired: null });
    setItem(next.id, { state: 'running', fault: null });
    expectJob(job, 'run');
    await settle(next.id, job, await run(job, next.recipe));
  }
}

function waiting(recipe: AnyRecipe): QueueItem {
  const nothing = { fault: null, wasLost: false, run: null, elapsedMs: null } as const;
  return { id: crypto.randomUUID(), recipe, state: 'waiting', ...nothing };
}

/** Brings back what waited when this tab was reloaded, held: nothing runs unasked. */
export function recallQueue(): void {
  if (queueStore.getState().items.length > 0) return;
  const { dropped, recipes } = rememberedQueue();
  if (recipes.length > 0) setItems(() => recipes.map(waiting));
  queueStore.setState({ dropped, ...(recipes.length > 0 ? { isHeld: true } : {}) });
}

/** Puts recipes at the end of the queue and begins: at once, or when what else is learning has ended. */
export function enqueue(recipes: readonly AnyRecipe[]): void {
  setItems((items) => [...items, ...recipes.map(waiting)]);
  void work();
}

/** Lets nothing new begin, or goes on. */
export function holdQueue(isHeld: boolean): void {
  queueStore.setState({ isHeld });
  if (!isHeld) void work();
}

/** Puts one back that failed or was skipped. */
export function retryItem(id: string): void {
  setItem(id, { state: 'waiting', fault: null, wasLost: false });
  void work();
}

/** Takes one that waits out of the order; the one under way is ended. */
export async function skipItem(id: string): Promise<void> {
  const found = queueStore.getState().items.find((each) => each.id === id);
  if (found?.state === 'running') await controlQueue('cancel');
  else if (found?.state === 'waiting') setItem(id, { state: 'skipped' });
}

/** Moves one that waits by so many places among those that wait. */
export function moveItem(id: string, by: number): void {
  setItems((items) => {
    const order = items.filter(({ state }) => state === 'waiting');
    const from = order.findIndex((each) => each.id === id);
    const found = order[from];
    if (found === undefined) return items;
    const to = Math.max(0, Math.min(order.length - 1, from + by));
    const moved = order.toSpliced(from, 1).toSpliced(to, 0, found)[Symbol.iterator]();
    return items.map((each) => (each.state === 'waiting' ? (moved.next().value ?? each) : each));
  });
}

/** Takes everything that has ended off the list. */
export function clearEnded(): void {
  setItems((items) => items.filter(({ state }) => state === 'waiting' || state === 'running'));
}

/** The network that the last defense has left, as a file. Fault `run-missing` once the engine has learned something else. */
export function repairedNetwork(format: NetworkFormat): Promise<Result<SavedFile>> {
  const run = queueStore.getState().repaired;
  if (run === null) return Promise.resolve({ ok: false, fault: { code: 'run-missing', params: {} } });
  return callJob('export', (api) => api.exportAs({ run, what: { kind: 'repaired', format } }));
}

const STEERED: SteeredJob = {
  store: queueStore,
  onStuck: (job) => {
    const running = queueStore.getState().items.find(({ state }) => state === 'running');
    if (running !== undefined) void settle(running.id, job, { ok: false, fault: CANCELLED });
    void reopen();
  },
};

/** Steers the run under way: pause, resume, step, cancel. Fault `run-missing` where the word does not fit. */
export function controlQueue(word: ControlWord): Promise<Result<void>> {
  return steer(STEERED, word);
}

lateSteering.queue = controlQueue;

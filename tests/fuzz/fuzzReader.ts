/** Attacks one reader with as many damaged files as asked, from a thread that outlives it. */
import { Worker } from 'node:worker_threads';
import type { FuzzMessage, FuzzTask } from './fuzzWorker';
import { HANG_MS, type Outcome, type Verdict, VERDICTS } from './target';

/** How a reader stood. */
export interface FuzzResult {
  readonly counts: Readonly<Record<Verdict, number>>;
  readonly slowestMs: number;
  /** Most bytes that one input made it ask for. */
  readonly mostBytes: number;
  /** Inputs that came to a bad end, and how. */
  readonly failures: readonly string[];
}

type Failing = Exclude<Verdict, 'accepted' | 'fault'>;

/** Starting takes longer than one input. */
const START_MS = 60_000;
/** A slow input is told of by the thread itself; an endless one is ended somewhat later, lest a busy machine look like one. */
const ENDLESS_MS = 2 * HANG_MS;
/** Objects and strings, which no meter counts, may take this much; beyond it the thread is ended. */
const HEAP_MIB = 256;
/** tsx teaches only the main thread to read TypeScript; a worker has to ask for it first. */
const BOOTSTRAP = `import('tsx/esm/api').then(({ register }) => {
  register();
  return import(${JSON.stringify(new URL('./fuzzWorker.ts', import.meta.url).href)});
});`;

/** Runs one thread. Null where it did all it was asked; else what the input did that it never told of. */
function runThread(task: FuzzTask, onOutcome: (outcome: Outcome) => void): Promise<Failing | null> {
  return new Promise((resolve, reject) => {
    const resourceLimits = { maxOldGenerationSizeMb: HEAP_MIB };
    const worker = new Worker(BOOTSTRAP, { eval: true, workerData: task, execArgv: [], resourceLimits });
    let end: Failing | null = null;
    const watch = (ms: number): NodeJS.Timeout =>
      setTimeout(() => {
        end = 'hang';
        void worker.terminate();
      }, ms);
    let timer = watch(START_MS);
    worker.on('message', (message: FuzzMessage) => {
      clearTimeout(timer);
      timer = watch(ENDLESS_MS);
      if (message !== 'ready') onOutcome(message);
    });
    worker.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') end = 'over-budget';
      else reject(error);
    });
    worker.on('exit', () => {
      clearTimeout(timer);
      resolve(end);
    });
  });
}

/** Feeds the inputs `from` to `to` (exclusive) to a reader. One that ends the thread is counted, and a new one goes on behind it. */
export async function fuzzReader(task: FuzzTask): Promise<FuzzResult> {
  const counts = Object.fromEntries(VERDICTS.map((verdict) => [verdict, 0])) as Record<Verdict, number>;
  const failures: string[] = [];
  let slowestMs = 0;
  let mostBytes = 0;
  let next = task.from;
  const count = (verdict: Verdict, detail: string | null): void => {
    counts[verdict]++;
    if (detail !== null) failures.push(`input ${next}: ${verdict}, ${detail}`);
    next++;
  };
  while (next < task.to) {
    const end = await runThread({ ...task, from: next }, ({ verdict, detail, elapsedMs, bytes }) => {
      count(verdict, detail);
      slowestMs = Math.max(slowestMs, elapsedMs);
      mostBytes = Math.max(mostBytes, bytes);
    });
    if (end !== null) count(end, 'the thread had to be ended');
    else if (next < task.to) throw new Error(`${task.reader}: the thread ended at input ${next}`);
  }
  return { counts, slowestMs, mostBytes, failures };
}

/**
 * `npm run fuzz -- --inputs N --json FILE [--reader NAME] [--seed S]`: feeds N damaged files to every reader and
 * prints one row each. The readers run in a worker thread, so that one that hangs can be stopped and counted.
 * Exit code 1 when anything hung or crashed.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import { mutate } from '../tests/fuzz/mutate';
import { fuzzTargets, probe, type FuzzOutcome, type FuzzTarget } from '../tests/fuzz/targets';

/** One line of the result. */
interface FuzzRow {
  readonly reader: string;
  readonly inputs: number;
  readonly faults: number;
  readonly accepted: number;
  readonly hangs: number;
  readonly crashes: number;
  readonly slowestMs: number;
  /** Highest resident memory of the process while this reader ran. */
  readonly peakMiB: number;
}

/** What the worker reports after each input. */
interface Report {
  readonly number: number;
  readonly kind: FuzzOutcome['kind'];
  readonly elapsedMs: number;
  readonly detail: string | null;
}

interface Task {
  readonly reader: string;
  readonly from: number;
  readonly to: number;
}

/** An input that takes longer than this counts as a hang. */
const HANG_MS = 5_000;
const MIB = 2 ** 20;
/** tsx teaches only the main thread to read TypeScript; a worker has to ask for it first. */
const BOOTSTRAP = `import('tsx/esm/api').then(({ register }) => {
  register();
  return import(${JSON.stringify(import.meta.url)});
});`;

async function work(task: Task): Promise<void> {
  const target = targetNamed(task.reader);
  for (let number = task.from; number < task.to; number++) {
    const bytes = mutate(target.seeds, number);
    const started = performance.now();
    const outcome = await probe(target, bytes);
    const elapsedMs = performance.now() - started;
    const detail = outcome.kind === 'crash' ? describe(outcome.thrown) : null;
    parentPort?.postMessage({ number, kind: outcome.kind, elapsedMs, detail } satisfies Report);
  }
}

function describe(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
}

function targetNamed(reader: string): FuzzTarget {
  const target = fuzzTargets().find((candidate) => candidate.reader === reader);
  if (target === undefined) throw new RangeError(`no reader is named ${reader}`);
  return target;
}

/** Runs one worker until it is done or silent for too long; answers with the number it got stuck at, or null. */
function runWorker(task: Task, onReport: (report: Report) => void): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(BOOTSTRAP, { eval: true, workerData: task });
    let next = task.from;
    let timer = setTimeout(stop, 4 * HANG_MS); // starting takes longer than one input
    function stop(): void {
      void worker.terminate().then(() => resolve(next));
    }
    worker.on('message', (report: Report) => {
      clearTimeout(timer);
      timer = setTimeout(stop, HANG_MS);
      next = report.number + 1;
      onReport(report);
    });
    worker.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    worker.on('exit', () => {
      clearTimeout(timer);
      resolve(next < task.to ? next : null);
    });
  });
}

async function fuzzReader(reader: string, from: number, inputs: number): Promise<FuzzRow> {
  const count = { accepted: 0, fault: 0, crash: 0 };
  let hangs = 0;
  let slowestMs = 0;
  let peakBytes = process.memoryUsage.rss();
  const onReport = ({ number, kind, elapsedMs, detail }: Report): void => {
    count[kind]++;
    slowestMs = Math.max(slowestMs, elapsedMs);
    if (number % 64 === 0 || elapsedMs > 50) peakBytes = Math.max(peakBytes, process.memoryUsage.rss());
    if (detail !== null) console.error(`${reader}, input ${number}: ${detail}`);
  };
  for (let next: number | null = from; next !== null;) {
    next = await runWorker({ reader, from: next, to: from + inputs }, onReport);
    if (next === null) break;
    hangs++;
    console.error(`${reader}, input ${next}: no answer in ${HANG_MS} ms`);
    next = next + 1 < from + inputs ? next + 1 : null;
  }
  return {
    reader,
    inputs,
    faults: count.fault,
    accepted: count.accepted,
    hangs,
    crashes: count.crash,
    slowestMs: Math.round(slowestMs * 10) / 10,
    peakMiB: Math.round(peakBytes / MIB),
  };
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      inputs: { type: 'string', default: '10000' },
      seed: { type: 'string', default: '0' },
      json: { type: 'string' },
      reader: { type: 'string' },
    },
  });
  const inputs = wholeNumber('inputs', values.inputs);
  const from = wholeNumber('seed', values.seed);
  const readers = fuzzTargets().map((target) => target.reader);
  const chosen = values.reader === undefined ? readers : [targetNamed(values.reader).reader];
  const rows: FuzzRow[] = [];
  for (const reader of chosen) rows.push(await fuzzReader(reader, from, inputs));
  console.table(rows);
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(rows, null, 2)}\n`);
  if (rows.some((row) => row.hangs + row.crashes > 0)) process.exitCode = 1;
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`--${name} must be a whole number`);
  return value;
}

if (isMainThread) {
  main().catch((thrown: unknown) => {
    console.error(thrown instanceof Error ? thrown.message : String(thrown));
    process.exitCode = 2;
  });
} else {
  // Set by runWorker in this same file, hence the cast.
  void work(workerData as Task);
}

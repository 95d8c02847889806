/** The page stays quick under the finger while a run computes: the browser's own long-task entries say so. */
import { expect, test } from '@playwright/test';
import { slowness, watchLongTasks } from './mainThread';
import { loadPerCore, openReady, PATIENCE_MS, runToEnd, smallLink } from './visitor';

/** From this length on a task is felt; it is also the shortest that the browser reports. */
const LONGEST_TASK_MS = 50;
/** The place Run is drawn for the first time in the first second; that is not the run's doing. */
const SETTLING_MS = 1000;

test.describe.configure({ timeout: 3 * PATIENCE_MS });

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly tid: number;
  readonly pid: number;
  readonly ts: number;
  readonly dur?: number;
  /** Time on the processor: what a busy machine adds by waiting is not in it. */
  readonly tdur?: number;
  readonly args: { readonly name?: string };
}

/** Main-thread tasks of the page's process, from a Chromium trace, in milliseconds. */
function tasksOf(events: readonly TraceEvent[]): { startMs: number; wallMs: number; busyMs: number }[] {
  const main = events.find(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain');
  return events
    .filter((event) => /RunTask/.test(event.name) && event.pid === main?.pid && event.tid === main.tid)
    .map(({ ts, dur = 0, tdur = 0 }) => ({ startMs: ts / 1000, wallMs: dur / 1000, busyMs: tdur / 1000 }));
}

test('no task of a running stage holds the main thread for more than 50 ms', async ({ page, browser }) => {
  await openReady(page, smallLink({ 'u.maxEpochs': 3, 'r.epochs': 6, 'w.everySteps': 2 }));
  // The figures have been drawn once, as in any second run.
  await runToEnd(page);
  const slow = await slowness(page);
  const longTasks = await watchLongTasks(page, SETTLING_MS);
  await browser.startTracing(page, {
    categories: ['toplevel', '__metadata', 'disabled-by-default-devtools.timeline'],
  });
  await runToEnd(page);
  const trace = JSON.parse((await browser.stopTracing()).toString('utf8')) as { traceEvents: TraceEvent[] };
  const long = await longTasks();

  const all = tasksOf(trace.traceEvents);
  const firstMs = Math.min(...all.map((task) => task.startMs));
  const tasks = all.filter((task) => task.startMs - firstMs > SETTLING_MS);
  const busiest = tasks.map((task) => task.busyMs).sort((a, b) => b - a);
  console.log(
    `${tasks.length} tasks, ${long.length} long ones by the clock (${long.map(Math.round).join(', ')} ms), ` +
      `the busiest took ${busiest
        .slice(0, 5)
        .map((ms) => ms.toFixed(0))
        .join(
          ', ',
        )} ms of processor time; load ${loadPerCore().toFixed(1)} per core, ${slow.toFixed(1)} times slower than measured on`,
  );
  expect(tasks.length).toBeGreaterThan(100);
  // By the clock a task is as long as the engine's worker and the renderer let it be, which share two cores with it.
  // What the page does itself is processor time; one task in a hundred may be disturbed.
  const limit = LONGEST_TASK_MS * slow;
  const over = busiest.filter((ms) => ms > limit);
  expect(over.length / tasks.length).toBeLessThanOrEqual(0.01);
  expect(busiest[0]).toBeLessThanOrEqual(2 * limit);
});

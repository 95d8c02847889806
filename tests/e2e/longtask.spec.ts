/** The page stays quick under the finger while a run computes: the browser's own long-task entries say so. */
import { expect, test } from '@playwright/test';
import { loadPerCore, openReady, PATIENCE_MS, QUIET_LOAD, runToEnd, smallLink } from './visitor';

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
  await page.evaluate((settlingMs) => {
    const long: number[] = [];
    const fromMs = performance.now() + settlingMs;
    Object.assign(window, { long });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (entry.startTime >= fromMs) long.push(entry.duration);
    }).observe({ type: 'longtask' });
  }, SETTLING_MS);
  await browser.startTracing(page, {
    categories: ['toplevel', '__metadata', 'disabled-by-default-devtools.timeline'],
  });
  await runToEnd(page);
  const trace = JSON.parse((await browser.stopTracing()).toString('utf8')) as { traceEvents: TraceEvent[] };
  const long = await page.evaluate(() => (window as unknown as { long: number[] }).long);

  const all = tasksOf(trace.traceEvents);
  const firstMs = Math.min(...all.map((task) => task.startMs));
  const tasks = all.filter((task) => task.startMs - firstMs > SETTLING_MS);
  const busiest = tasks.map((task) => task.busyMs).sort((a, b) => b - a);
  const load = loadPerCore();
  console.log(
    `${tasks.length} tasks, ${long.length} long ones by the clock (${long.map(Math.round).join(', ')} ms), ` +
      `the busiest took ${busiest
        .slice(0, 5)
        .map((ms) => ms.toFixed(0))
        .join(', ')} ms of processor time; load ${load.toFixed(1)} per core`,
  );
  expect(tasks.length).toBeGreaterThan(100);
  if (load < QUIET_LOAD) expect(long).toEqual([]);
  // Other programs cost cache and clock, so on a busy machine only processor time counts, and only gross faults.
  else expect(busiest[0]).toBeLessThanOrEqual(2 * LONGEST_TASK_MS);
});

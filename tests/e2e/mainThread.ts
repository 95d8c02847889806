/** How long the page's main thread is held, by the browser's own long-task entries, and how slow this machine is right now. */
import type { Page } from '@playwright/test';

/** What {@link slowness} takes on the quiet machine that limits were measured on (Xeon, 2.5 GHz). */
const FIXED_WORK_MS = 45;

/**
 * How much slower than the machine the limits were set on the page's main thread computes right now: a fixed piece of
 * work, timed on it. Other programs take cache and clock, and a build server may have slower cores.
 */
export async function slowness(page: Page): Promise<number> {
  const tookMs = await page.evaluate(() => {
    const work = (): number => {
      const startMs = performance.now();
      let sum = 0;
      for (let i = 0; i < 4_000_000; i++) sum += Math.sqrt(i) % 7;
      return sum > 0 ? performance.now() - startMs : 0;
    };
    return [work(), work(), work(), work(), work()].sort((left, right) => left - right)[2] ?? 0;
  });
  return Math.max(1, tookMs / FIXED_WORK_MS);
}

/** Begins to note long tasks; what comes back answers their durations in milliseconds, the longest first. */
export async function watchLongTasks(page: Page, settlingMs = 0): Promise<() => Promise<readonly number[]>> {
  const long = await page.evaluateHandle((ms) => {
    const noted: number[] = [];
    const fromMs = performance.now() + ms;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (entry.startTime >= fromMs) noted.push(entry.duration);
    }).observe({ type: 'longtask' });
    return noted;
  }, settlingMs);
  return async () => (await long.jsonValue()).toSorted((left, right) => right - left);
}

/** A Chromium with the benchmark's page in it, whose processor time can be read. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from '@playwright/test';
import { withBuiltPage } from '../cli/builtPage';
import { startChromium } from '../cli/startChromium';
import type { Adapter, Kernels } from './browser/window';
import type { Times } from './measure';
import type { Case } from './networks';

const PAGE = { root: fileURLToPath(new URL('browser', import.meta.url)) };
/** Of Linux's clock that /proc counts in, in milliseconds. */
const TICK_MS = 10;
/** Stock tfjs on an emulated card takes minutes for one step of the larger network. */
const PATIENCE_MS = 20 * 60_000;

/** Fields of /proc/N/stat behind the name, which may hold spaces: parent, and time in user and kernel mode. */
function readStat(pid: string): { parent: number; cpuMs: number } | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { parent: Number(fields[1]), cpuMs: TICK_MS * (Number(fields[11]) + Number(fields[12])) };
  } catch {
    // It has ended since it was listed.
    return null;
  }
}

/** Processor time of a process and all that it started, so far; null where there is no /proc. */
function treeCpuMs(root: number): number | null {
  if (process.platform !== 'linux') return null;
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const stats = new Map(pids.map((pid) => [Number(pid), readStat(pid)]));
  const belongs = (pid: number): boolean => pid === root || (pid > 1 && belongs(stats.get(pid)?.parent ?? 0));
  let total = 0;
  for (const [pid, stat] of stats) if (stat !== null && belongs(pid)) total += stat.cpuMs;
  return total;
}

/** A page with WebGPU started and a network ready. */
export interface BrowserTraining {
  readonly adapter: Adapter;
  /** How long preparing took; null where it was not asked for. */
  readonly preparedMs: number | null;
  /** Wall time as the page sees it; processor time of the whole browser, 0 where it cannot be read. */
  step(): Promise<Times>;
}

interface Wanted {
  readonly kernels: Kernels;
  readonly which: Case;
  readonly prepare: boolean;
}

async function open(page: Page, pid: number, { kernels, which, prepare }: Wanted): Promise<BrowserTraining> {
  const adapter = await page.evaluate((asked) => window.bench.start(asked), kernels);
  await page.evaluate((asked) => window.bench.train(asked), which);
  const preparedMs = prepare ? await page.evaluate((asked) => window.bench.prepare(asked), which) : null;
  return {
    adapter,
    preparedMs,
    step: async () => {
      const before = treeCpuMs(pid) ?? 0;
      const wallMs = await page.evaluate(() => window.bench.step());
      return { wallMs, cpuMs: (treeCpuMs(pid) ?? 0) - before };
    },
  };
}

/** Opens a training in a fresh browser, whose caches are empty, for as long as `use` takes. */
type OpenBrowser = <T>(wanted: Wanted, use: (training: BrowserTraining) => Promise<T>) => Promise<T>;

/**
 * Builds and serves the page for as long as `use` takes.
 * @throws FaultError `device-unavailable` where there is no Chromium
 */
export async function withBrowsers<T>(use: (openBrowser: OpenBrowser) => Promise<T>): Promise<T> {
  return withBuiltPage(PAGE, (url) =>
    use(async (wanted, useTraining) => {
      const server = await startChromium((options) => chromium.launchServer(options));
      try {
        const browser = await chromium.connect(server.wsEndpoint());
        const page = await browser.newPage();
        page.setDefaultTimeout(PATIENCE_MS);
        await page.goto(url);
        return await useTraining(await open(page, server.process().pid ?? 0, wanted));
      } finally {
        await server.close();
      }
    }),
  );
}

/** A training step on WebGPU in Chromium: with tfjs's own kernels, with ours, and the first step beside those that follow. */
import type { Adapter, Kernels } from '../browser/window';
import { type BrowserTraining, withBrowsers } from '../browserLab';
import { type Rounds, summariseRounds, type Times } from '../measure';
import { type Case, nameOf, titleOf, W16_B32, W8_B8 } from '../networks';
import { type Lab, type Measured, reasonOf, type SectionResult } from '../section';
import { columns, digits } from '../table';
import type { FigureId } from '../targets';

/** Ours as it starts, ours with its pipelines made beforehand, and tfjs's. */
const WAYS = ['ours', 'ours, prepared', 'stock'] as const;
type Way = (typeof WAYS)[number];

interface WayResult {
  readonly way: Way;
  readonly adapter: Adapter;
  readonly preparedMs: number | null;
  readonly first: Times;
  readonly steady: Rounds;
}

interface CaseResult {
  readonly which: Case;
  readonly ways: readonly WayResult[];
}

async function measureWay(way: Way, training: BrowserTraining, steps: number): Promise<WayResult> {
  const { adapter, preparedMs } = training;
  const first = await training.step();
  const steady: Times[] = [];
  for (let step = 0; step < steps; step++) steady.push(await training.step());
  return { way, adapter, preparedMs, first, steady: summariseRounds(steady) };
}

/** One step of the stock kernels is enough: it takes up to a minute where the card is emulated. */
function stepsOf(way: Way, lab: Lab): number {
  return way === 'stock' ? 1 : Math.min(lab.rounds, 4);
}

async function measureCases(cases: readonly Case[], lab: Lab): Promise<CaseResult[]> {
  return withBrowsers(async (openBrowser) => {
    const results: CaseResult[] = [];
    for (const which of cases) {
      const ways: WayResult[] = [];
      for (const way of WAYS) {
        lab.tell(`webgpu: ${titleOf(which)}, ${way}`);
        const kernels: Kernels = way === 'stock' ? 'stock' : 'ours';
        const wanted = { kernels, which, prepare: way === 'ours, prepared' };
        ways.push(await openBrowser(wanted, (training) => measureWay(way, training, stepsOf(way, lab))));
      }
      results.push({ which, ways });
    }
    return results;
  });
}

/** The processor time of an emulated card, where the system tells it: it computes there; else wall time. */
function clockOf({ adapter, steady }: WayResult): keyof Times {
  return adapter.software && steady.cpuMs.median > 0 ? 'cpuMs' : 'wallMs';
}

function firstOverSteady(result: WayResult | undefined): number | null {
  if (result === undefined) return null;
  const clock = clockOf(result);
  return result.first[clock] / result.steady[clock].median;
}

function stockOverOurs(stock: WayResult | undefined, ours: WayResult | undefined): number | null {
  if (stock === undefined || ours === undefined) return null;
  const clock = clockOf(ours);
  return stock.steady[clock].median / ours.steady[clock].median;
}

function ratios({ ways }: CaseResult): Record<'stock' | 'first' | 'prepared', number | null> {
  const find = (way: Way): WayResult | undefined => ways.find((each) => each.way === way);
  const [ours, prepared, stock] = WAYS.map(find);
  return {
    stock: stockOverOurs(stock, ours),
    first: firstOverSteady(ours),
    prepared: firstOverSteady(prepared),
  };
}

function figuresOf(which: Case, found: ReturnType<typeof ratios> | null, missing: string | null): Measured[] {
  return (['stock', 'first', 'prepared'] as const).map((kind) => {
    const id = `webgpu/${kind}-${nameOf(which)}` as FigureId;
    const value = found?.[kind] ?? null;
    return value === null ? { id, missing: missing ?? 'not measured with --quick' } : { id, value };
  });
}

function rowsOf({ which, ways }: CaseResult): string[][] {
  return ways.map(({ way, preparedMs, first, steady }) => [
    nameOf(which),
    way,
    ...[first.wallMs, first.cpuMs, steady.wallMs.median, steady.cpuMs.median].map(digits),
    preparedMs === null ? '' : digits(preparedMs),
  ]);
}

const HEAD = ['case', 'kernels', 'first ms', 'cpu', 'steady ms', 'cpu', 'preparing ms'];

/** Measures in fresh browsers; without one, or without an adapter, every figure says why it is missing. */
export async function webgpuSection(lab: Lab): Promise<SectionResult> {
  const all = [W8_B8, W16_B32];
  const cases = lab.quick ? [W8_B8] : all;
  let results: CaseResult[];
  try {
    results = await measureCases(cases, lab);
  } catch (thrown) {
    const reason = reasonOf(thrown);
    return { figures: all.flatMap((which) => figuresOf(which, null, reason)), details: [reason], data: null };
  }
  const found = new Map(results.map((result) => [result.which, ratios(result)]));
  const adapters = new Set(
    results.flatMap(({ ways }) =>
      ways.map(({ adapter: { name, software } }) => `${name}${software ? ', emulated' : ''}`),
    ),
  );
  return {
    figures: all.flatMap((which) => figuresOf(which, found.get(which) ?? null, null)),
    details: [
      `adapter: ${[...adapters].join('; ')}`,
      ...columns([HEAD, ...results.flatMap(rowsOf)], [0, 1]),
      'cpu: of the whole browser, which is where an emulated card computes; ratios are taken of it there, of wall time elsewhere',
    ],
    data: results,
  };
}

/** tfjs as it comes, without a kernel of ours, on the backends that run in Node; on WebGPU it stands in its own section. */
import { type Rounds, summariseRounds, type Times } from '../measure';
import { type Case, titleOf, W16_B32 } from '../networks';
import type { Peer } from '../peer';
import { startOurs } from '../peers';
import { type Lab, type Measured, reasonOf, type SectionResult } from '../section';
import { columns, digits } from '../table';
import type { FigureId } from '../targets';

type Work = 'step' | 'forward';

interface Trial {
  readonly backend: 'cpu' | 'wasm';
  readonly work: Work;
  readonly which: Case;
  /** Runs that count. */
  readonly runs: number;
  readonly figure: FigureId;
}

interface TrialResult {
  readonly trial: Trial;
  readonly ours: Rounds;
  /** Times, or why the stock backend cannot do the work. */
  readonly stock: Rounds | string;
}

const SMALL: Case = { net: 'resnet18', width: 8, batch: 4 };
/** The plain JavaScript backend takes seconds for the smallest step. */
const TRIALS: readonly Trial[] = [
  { backend: 'cpu', work: 'step', which: SMALL, runs: 1, figure: 'stock/cpu' },
  { backend: 'wasm', work: 'step', which: SMALL, runs: 3, figure: 'stock/wasm' },
  { backend: 'wasm', work: 'forward', which: W16_B32, runs: 3, figure: 'stock/wasm-forward' },
];

async function repeat(peer: Peer, op: string, trial: Trial): Promise<Rounds> {
  const request = { op, threads: 1, backend: trial.backend, work: trial.work, ...trial.which };
  const times: Times[] = [];
  // The first run compiles.
  for (let run = -1; run < trial.runs; run++) {
    const one = await peer.ask<Times>(request);
    if (run >= 0) times.push(one);
  }
  return summariseRounds(times);
}

/** In processes of their own: kernels that are registered stay so. */
async function measure(trial: Trial): Promise<TrialResult> {
  const [us, them] = [startOurs(), startOurs()];
  try {
    const ours = await repeat(us, trial.work, trial);
    try {
      return { trial, ours, stock: await repeat(them, 'stock', trial) };
    } catch (thrown) {
      return { trial, ours, stock: reasonOf(thrown) };
    }
  } finally {
    us.close();
    them.close();
  }
}

/** tfjs's own words, as far as they say what is missing. */
function missingKernel(message: string): string {
  return /Kernel '\w+' not registered for backend '\w+'/.exec(message)?.[0] ?? message;
}

function figureOf({ trial, ours, stock }: TrialResult): Measured {
  if (typeof stock === 'string') return { id: trial.figure, missing: missingKernel(stock) };
  return { id: trial.figure, value: stock.cpuMs.median / ours.cpuMs.median };
}

function rowOf({ trial, ours, stock }: TrialResult): string[] {
  const { backend, which, work } = trial;
  const theirs = typeof stock === 'string' ? missingKernel(stock) : digits(stock.cpuMs.median);
  return [`${titleOf(which)}, ${work}`, backend, digits(ours.cpuMs.median), theirs];
}

/** Tries each; ours is always our wasm backend. */
export async function stockSection(lab: Lab): Promise<SectionResult> {
  const results: TrialResult[] = [];
  for (const trial of TRIALS) {
    lab.tell(`stock: ${trial.backend}, ${titleOf(trial.which)}, ${trial.work}`);
    results.push(await measure(trial));
  }
  return {
    figures: results.map(figureOf),
    details: columns(
      [['work', 'stock backend', 'ours (wasm) cpu ms', 'stock cpu ms'], ...results.map(rowOf)],
      [0, 1, 3],
    ),
    data: results,
  };
}

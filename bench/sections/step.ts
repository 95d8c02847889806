/** A training step and a pass of inference on our wasm backend, beside PyTorch, in turns. */
import { type Contestant, medianRatio, type Rounds, takeTurns, type Times } from '../measure';
import { type Case, nameOf, STEP_CASES, titleOf, W16_B128, W16_B32 } from '../networks';
import type { Peer } from '../peer';
import { startOurs, startTorch } from '../peers';
import { type Lab, type Measured, NO_TORCH, type SectionResult } from '../section';
import { columns, digits } from '../table';
import type { FigureId } from '../targets';

const WORKS = ['step', 'forward'] as const;
type Work = (typeof WORKS)[number];

/** By contestant: `ours 1`, `torch 2`. */
type CaseResult = Readonly<Record<string, Rounds>>;

interface Measurement {
  readonly name: string;
  readonly work: Work;
  readonly results: CaseResult;
}

function contestants(
  which: Case,
  op: Work,
  counts: readonly number[],
  peers: { ours: readonly Peer[]; torch: Peer | null },
): Contestant[] {
  return counts.flatMap((threads, at) =>
    [
      { name: `ours ${String(threads)}`, peer: peers.ours[at] },
      { name: `torch ${String(threads)}`, peer: peers.torch ?? undefined },
    ].flatMap(({ name, peer }) =>
      peer === undefined ? [] : [{ name, run: () => peer.ask<Times>({ op, threads, ...which }) }],
    ),
  );
}

/** Processor time on one thread, since other programs disturb it least; wall time where threads share the work. */
function ratio(results: CaseResult | undefined, over: string, under: string, by: keyof Times): number | null {
  const [numerator, denominator] = [results?.[over], results?.[under]];
  if (numerator === undefined || denominator === undefined) return null;
  return medianRatio(numerator, denominator, by);
}

function detailRows({ name, work, results }: Measurement): string[][] {
  return Object.entries(results).map(([contestant, { wallMs, cpuMs }]) => {
    const [side = '', threads = ''] = contestant.split(' ');
    const times = [cpuMs.median, cpuMs.minimum, wallMs.median, wallMs.minimum].map(digits);
    const byCpu = side === 'ours' ? ratio(results, contestant, `torch ${threads}`, 'cpuMs') : null;
    const byWall = side === 'ours' ? ratio(results, contestant, `torch ${threads}`, 'wallMs') : null;
    const ratios = [byCpu, byWall].map((each) => (each === null ? '' : digits(each)));
    return [`${name} ${work}`, side, threads, ...times, ...ratios];
  });
}

const HEAD = ['case', 'side', 'threads', 'cpu ms', 'min', 'wall ms', 'min', 'cpu / torch', 'wall / torch'];

function figuresOf(measurements: readonly Measurement[], lab: Lab): Measured[] {
  const stepOf = (which: Case): CaseResult | undefined =>
    measurements.find(({ name, work }) => name === nameOf(which) && work === 'step')?.results;
  const measured = (id: FigureId, value: number | null, missing: string): Measured =>
    value === null ? { id, missing } : { id, value };
  const beside = STEP_CASES.map((which) =>
    measured(
      `step/${nameOf(which)}` as FigureId,
      ratio(stepOf(which), 'ours 1', 'torch 1', 'cpuMs'),
      NO_TORCH,
    ),
  );
  const { threads } = lab;
  // With more threads the details tell.
  const speedUp = (which: Case): number | null => ratio(stepOf(which), 'ours 1', 'ours 2', 'wallMs');
  const notTwo = `measured on ${String(threads)} thread${threads === 1 ? '' : 's'}`;
  return [
    ...beside,
    measured('step/two-threads', speedUp(W16_B32), notTwo),
    measured('step/two-threads-b128', speedUp(W16_B128), notTwo),
  ];
}

/** Measures every case in turns: ours, PyTorch's, and both again with more threads. */
export async function stepSection(lab: Lab): Promise<SectionResult> {
  const counts = lab.threads > 1 ? [1, lab.threads] : [1];
  const peers = { ours: counts.map(startOurs), torch: lab.torch === null ? null : startTorch(lab.torch) };
  const measurements: Measurement[] = [];
  try {
    for (const which of STEP_CASES) {
      for (const work of WORKS) {
        lab.tell(`step: ${titleOf(which)}, ${work}`);
        const results = await takeTurns(contestants(which, work, counts, peers), lab.rounds);
        measurements.push({ name: nameOf(which), work, results: Object.fromEntries(results) });
      }
    }
  } finally {
    for (const peer of [...peers.ours, peers.torch]) peer?.close();
  }
  return {
    figures: figuresOf(measurements, lab),
    details: columns([HEAD, ...measurements.flatMap(detailRows)]),
    data: measurements,
  };
}

/** What the tape and the JavaScript around the kernels cost: a step's time over the time of its kernels. */
import { startWasm } from '../device';
import { median, wallClock } from '../measure';
import { kernelMs, type MeteredStep, MeteredTraining } from '../meteredTraining';
import { W16_B32 } from '../networks';
import type { Lab, SectionResult } from '../section';
import { columns, digits } from '../table';

const LARGEST_SHOWN = 12;

interface KernelRow {
  readonly name: string;
  readonly calls: number;
  readonly elapsedMs: number;
}

/** Each kernel's calls and time in a step, the largest first. */
function kernelsOf({ kernels }: MeteredStep): KernelRow[] {
  const rows = new Map<string, KernelRow>();
  for (const { name, elapsedMs } of kernels) {
    const before = rows.get(name) ?? { name, calls: 0, elapsedMs: 0 };
    rows.set(name, { name, calls: before.calls + 1, elapsedMs: before.elapsedMs + elapsedMs });
  }
  return [...rows.values()].sort((left, right) => right.elapsedMs - left.elapsedMs);
}

/** Measures on one thread, in this process. */
export async function tapeSection(lab: Lab): Promise<SectionResult> {
  await startWasm(1);
  lab.tell('tape: ResNet-18 width 16, batch 32');
  const metered = await MeteredTraining.create(W16_B32, wallClock);
  const steps: MeteredStep[] = [];
  for (let round = 0; round < 2 * lab.rounds; round++) steps.push(await metered.step());
  metered.dispose();
  const overhead = median(steps.map((step) => step.elapsedMs / kernelMs(step)));
  const fastest = steps.reduce((best, step) => (step.elapsedMs < best.elapsedMs ? step : best));
  const rows = kernelsOf(fastest);
  return {
    figures: [{ id: 'tape/overhead', value: overhead }],
    details: [
      `fastest step: ${digits(fastest.elapsedMs)} ms, of it ${digits(kernelMs(fastest))} ms in ${String(fastest.kernels.length)} kernels`,
      ...columns([
        ['kernel', 'calls', 'ms', 'share'],
        ...rows
          .slice(0, LARGEST_SHOWN)
          .map(({ name, calls, elapsedMs }) => [
            name,
            String(calls),
            digits(elapsedMs),
            `${((100 * elapsedMs) / fastest.elapsedMs).toFixed(1)} %`,
          ]),
      ]),
    ],
    data: {
      overhead,
      stepMs: steps.map(({ elapsedMs }) => elapsedMs),
      kernelMs: steps.map(kernelMs),
      kernels: rows,
    },
  };
}

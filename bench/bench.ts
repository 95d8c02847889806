/** `npm run bench`: how fast training is, beside PyTorch, beside stock tfjs, beside what the processor can do. */
import { writeFile } from 'node:fs/promises';
import { faultText } from '../src/text/faults';
import { toFault } from '../workers/protocol';
import { type BenchArguments, readBenchArguments, USAGE } from './arguments';
import { usableThreads } from './device';
import { describeMachine, machineLines } from './machine';
import { findTorchPython } from './peers';
import { type Lab, type Measured, reasonOf, type Section, type SectionResult } from './section';
import { checksSection } from './sections/checks';
import { kernelsSection } from './sections/kernels';
import { memorySection } from './sections/memory';
import { presetSection } from './sections/preset';
import { stepSection } from './sections/step';
import { tapeSection } from './sections/tape';
import { stockSection } from './sections/stock';
import { webgpuSection } from './sections/webgpu';
import { figureTable } from './table';
import { type FigureId, TARGETS } from './targets';

const SECTIONS: Readonly<Record<string, Section>> = {
  step: stepSection,
  kernels: kernelsSection,
  tape: tapeSection,
  checks: checksSection,
  memory: memorySection,
  webgpu: webgpuSection,
  preset: presetSection,
  stock: stockSection,
};

function print(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n\n`);
}

function labOf(args: BenchArguments): Lab {
  return {
    threads: usableThreads(args.threads),
    rounds: args.rounds,
    quick: args.quick,
    torch: findTorchPython(),
    tell: (line) => process.stderr.write(`${line}\n`),
  };
}

/** A section that breaks takes its own figures with it, not those of the others. */
async function runSection(name: string, lab: Lab): Promise<SectionResult> {
  try {
    return (await SECTIONS[name]?.(lab)) ?? { figures: [], details: [], data: null };
  } catch (thrown) {
    process.exitCode = 1;
    const reason = reasonOf(thrown);
    const ids = (Object.keys(TARGETS) as FigureId[]).filter((id) => id.startsWith(`${name}/`));
    return {
      figures: ids.map((id) => ({ id, missing: reason })),
      details: [`failed: ${reason}`],
      data: null,
    };
  }
}

async function run(args: BenchArguments): Promise<void> {
  const lab = labOf(args);
  const machine = describeMachine(lab.torch);
  print(machineLines(machine));
  const results: Record<string, SectionResult> = {};
  const figures: Measured[] = [];
  for (const name of args.only) {
    const result = await runSection(name, lab);
    results[name] = result;
    figures.push(...result.figures);
    print([name, ...result.details.map((line) => `  ${line}`)]);
  }
  print(figureTable(figures, machine.busy));
  if (args.json === null) return;
  const { threads, rounds, quick } = lab;
  await writeFile(
    args.json,
    `${JSON.stringify({ machine, threads, rounds, quick, figures, results }, null, 1)}\n`,
  );
}

try {
  const args = readBenchArguments(process.argv.slice(2), Object.keys(SECTIONS));
  if (args === null) process.stdout.write(USAGE);
  else await run(args);
} catch (thrown) {
  // Caught here, since Node would print the whole of tfjs's minified source line with an uncaught error.
  const fault = toFault(thrown);
  const { title, cause, remedy } = faultText(fault);
  process.stderr.write(
    fault.code === 'bug' ? `${fault.detail ?? title}\n` : `${title}: ${cause} ${remedy}\n`,
  );
  process.exitCode = 1;
}

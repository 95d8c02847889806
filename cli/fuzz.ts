/**
 * `npm run fuzz -- --inputs N --json FILE [--reader NAME] [--seed S]`: feeds N damaged files to every reader and prints one row
 * each. Exit code 1 when anything hung, crashed or asked for more memory than its budget.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { fuzzReader } from '../tests/fuzz/fuzzReader';
import { type FuzzGroup, READER_GROUPS, targetsOf } from '../tests/fuzz/targets';

/** One line of the result. */
interface FuzzRow {
  readonly reader: string;
  readonly inputs: number;
  readonly faults: number;
  readonly accepted: number;
  readonly hangs: number;
  readonly crashes: number;
  readonly overBudget: number;
  readonly slowestMs: number;
  /** Most memory that one input made the reader ask for. */
  readonly mostMiB: number;
  /** Highest resident memory of the process meanwhile. */
  readonly peakMiB: number;
}

const SAMPLE_MS = 50;

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}

function inMiB(bytes: number): number {
  return rounded(bytes / 2 ** 20);
}

async function fuzzRow(group: FuzzGroup, reader: string, from: number, inputs: number): Promise<FuzzRow> {
  let peakBytes = 0;
  const sample = (): void => void (peakBytes = Math.max(peakBytes, process.memoryUsage.rss()));
  const timer = setInterval(sample, SAMPLE_MS);
  const result = await fuzzReader({ group, reader, from, to: from + inputs });
  clearInterval(timer);
  sample();
  const { counts, failures, slowestMs, mostBytes } = result;
  for (const failure of failures) console.error(`${reader}, ${failure}`);
  return {
    reader,
    inputs,
    faults: counts.fault,
    accepted: counts.accepted,
    hangs: counts.hang,
    crashes: counts.crash,
    overBudget: counts['over-budget'],
    slowestMs: rounded(slowestMs),
    mostMiB: inMiB(mostBytes),
    peakMiB: inMiB(peakBytes),
  };
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      inputs: { type: 'string', default: '20000' },
      seed: { type: 'string', default: '0' },
      json: { type: 'string' },
      reader: { type: 'string' },
    },
  });
  const inputs = wholeNumber('inputs', values.inputs);
  const from = wholeNumber('seed', values.seed);
  const rows: FuzzRow[] = [];
  for (const group of READER_GROUPS) {
    for (const { reader } of await targetsOf(group)) {
      if (values.reader === undefined || values.reader === reader)
        rows.push(await fuzzRow(group, reader, from, inputs));
    }
  }
  if (rows.length === 0) throw new RangeError(`no reader is named ${values.reader ?? ''}`);
  console.table(rows);
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(rows, null, 2)}\n`);
  if (rows.some((row) => row.hangs + row.crashes + row.overBudget > 0)) process.exitCode = 1;
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`--${name} must be a whole number`);
  return value;
}

main().catch((thrown: unknown) => {
  console.error(thrown instanceof Error ? thrown.message : String(thrown));
  process.exitCode = 2;
});

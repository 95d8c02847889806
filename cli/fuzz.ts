/**
 * `npm run fuzz -- --inputs N --json FILE [--reader NAME] [--seed S]`: feeds N damaged files to every reader and prints one row
 * each. Exit code 1 when anything hung, crashed or asked for more memory than its budget.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { fuzzReader } from '../tests/fuzz/fuzzReader';
import type { Verdict } from '../tests/fuzz/target';
import { type FuzzGroup, READER_GROUPS, targetsOf } from '../tests/fuzz/targets';

/** One line of the result. */
interface FuzzRow extends Readonly<Record<Verdict, number>> {
  readonly reader: string;
  readonly inputs: number;
  readonly slowestMs: number;
  /** Most bytes that one input made it ask for, MiB. */
  readonly mostMiB: number;
  readonly seconds: number;
}

async function fuzzRow(group: FuzzGroup, reader: string, from: number, inputs: number): Promise<FuzzRow> {
  const started = performance.now();
  const { counts, slowestMs, mostBytes, failures } = await fuzzReader({
    group,
    reader,
    from,
    to: from + inputs,
  });
  for (const failure of failures) console.error(`${reader}, ${failure}`);
  return {
    reader,
    inputs,
    ...counts,
    slowestMs: Math.round(slowestMs * 10) / 10,
    mostMiB: Math.round((mostBytes / 2 ** 20) * 100) / 100,
    seconds: Math.round((performance.now() - started) / 100) / 10,
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
  if (rows.some((row) => row.crash + row.hang + row['over-budget'] > 0)) process.exitCode = 1;
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

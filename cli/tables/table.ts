/** What all tables have in common: rows in a file of `public/tables`, put there one by one, so that a rebuild may be cut off. */
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import {
  FaultError,
  median,
  type PaperTable,
  type Report,
  type RunRow,
  type TableNumbers,
  type TableRow,
} from '../../workers/protocol';
import type { Arguments } from '../arguments';

/** One table by the name of the command line. */
export interface Table {
  /** Runs what is missing or asked for, and writes each row as soon as it is there. */
  readonly build: (args: Arguments) => Promise<void>;
  /** The lines that `--show` prints. */
  readonly lines: () => Promise<readonly string[]>;
}

/** A row of any table. */
type AnyRow = Pick<RunRow, 'network' | 'seed'>;

/** The seeds of every table. */
export const SEEDS = [1, 2, 3];

/** A file of `public/tables`. */
export function tableFile(name: string): URL {
  return new URL(`../../public/tables/${name}.json`, import.meta.url);
}

/** The rows that are there. */
export async function readRows<Row extends AnyRow>(file: URL): Promise<Row[]> {
  return existsSync(file) ? (JSON.parse(await readFile(file, 'utf8')) as { rows: Row[] }).rows : [];
}

/** Puts a row into the file as it stands now, in the order of `place`: two commands may fill different rows at once. */
export async function writeRow<Row extends AnyRow>(
  file: URL,
  row: Row,
  place: (row: Row) => number,
  summary: (rows: readonly Row[]) => object | Promise<object>,
): Promise<void> {
  // What is in the same place is the same run, made again.
  const others = (await readRows<Row>(file)).filter((each) => place(each) !== place(row));
  const rows = [...others, row].sort((left, right) => place(left) - place(right));
  await mkdir(new URL('.', file), { recursive: true });
  await writeFile(file, `${JSON.stringify({ rows, summary: await summary(rows) }, null, 1)}\n`);
}

/** What a table keeps of an evaluation. */
export function numbersOf({
  cleanAccuracy,
  attackSuccessRate,
  targetClassAccuracy,
}: TableNumbers): TableNumbers {
  return { cleanAccuracy, attackSuccessRate, targetClassAccuracy };
}

/** A run as a row. */
export function rowOf(network: string, attack: string, report: Report): TableRow {
  const { baseline, label, prune, recipe, recover, reveal } = report;
  return {
    network,
    attack,
    method: 'rnp, adaptive',
    seed: recipe.seed,
    before: { ...numbersOf(baseline), cleanAccuracy: baseline.cleanAccuracy },
    after: numbersOf(prune.chosen),
    pruned: prune.chosen.pruned,
    label: label.predicted,
    lead: label.lead,
    recovered: recover.trainAccuracy,
    stillFooled: reveal?.fooledAfter ?? null,
    doubts: report.doubts,
    elapsedMs: report.elapsedMs.total,
  };
}

/** The names or numbers of an option; null where it is absent. Throws `argument-invalid` for one that is not known. */
export function picked(args: Arguments, option: string, known: readonly string[]): readonly string[] | null {
  const asked = args.option(option)?.split(',') ?? null;
  for (const each of asked ?? []) {
    if (known.includes(each)) continue;
    const reason = `there is no ${each}: known are ${known.join(', ')}`;
    throw new FaultError('argument-invalid', { argument: `--${option}`, reason });
  }
  return asked;
}

/** The paper's own numbers. */
export async function readPaper(): Promise<PaperTable> {
  return JSON.parse(await readFile(tableFile('paper'), 'utf8')) as PaperTable;
}

/** The middle value of a summary; 0 of none. */
export function medianOf(values: readonly number[]): number {
  return median(values) ?? 0;
}

/** A share in percent, in six places. */
export function percent(value: number | null | undefined): string {
  return (value === null || value === undefined ? '-' : (100 * value).toFixed(1)).padStart(6);
}

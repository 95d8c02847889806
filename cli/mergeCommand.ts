/** `rnp merge <report.json | folder>...`: reports of every method as one table. */
import { readFile } from 'node:fs/promises';
import { sorted } from '../src/compare/columns';
import { type RunRecord, recordOf } from '../src/compare/runRecord';
import { EXPORT_FORMATS, EXPORT_ROWS, exportTable } from '../src/compare/tableExport';
import { restoreAnyReport } from '../src/link/restoreAnyReport';
import { faultText } from '../src/text/faults';
import { tableCaption } from '../src/text/compareTable';
import { leftOut } from '../src/text/merge';
import { FaultError, toFault } from '../workers/protocol';
import type { Arguments } from './arguments';
import { filesAt } from './ownPaths';
import { writeOut } from './writeOut';

export const MERGE_OPTIONS = ['format', 'rows'] as const;

/** The rows of a table are in the order of these columns, the first one first. */
const ORDER = ['network', 'method', 'seed', 'hash'] as const;

/** The word behind an option, the first of those known where there is none. */
function choiceOf<T extends string>(args: Arguments, option: string, known: readonly [T, ...T[]]): T {
  const asked = args.option(option) ?? known[0];
  const found = known.find((each) => each === asked);
  if (found !== undefined) return found;
  const reason = `known are ${known.join(', ')}`;
  throw new FaultError('argument-invalid', { argument: `--${option}`, reason });
}

/** Says in one line on stderr why something does not stand in the table. */
function leaveOut(path: string, thrown: unknown): void {
  process.stderr.write(`${leftOut(path, faultText(toFault(thrown)).cause)}\n`);
  process.exitCode = 1;
}

async function pathsAt(word: string): Promise<readonly string[]> {
  try {
    const files = await filesAt(word, 'report');
    return files.map(({ disk }) => disk).filter((disk) => disk === word || disk.endsWith('.json'));
  } catch (thrown) {
    leaveOut(word, thrown);
    return [];
  }
}

async function recordsAt(path: string): Promise<readonly RunRecord[]> {
  try {
    return [await recordOf(path, restoreAnyReport(await readFile(path, 'utf8')))];
  } catch (thrown) {
    leaveOut(path, thrown);
    return [];
  }
}

/** Of several runs of one recipe on one network the newest. */
function newestOfEach(records: readonly RunRecord[]): readonly RunRecord[] {
  const kept = new Map<string, RunRecord>();
  for (const record of records) {
    const key = `${record.hash} ${record.network.sha256}`;
    const other = kept.get(key);
    if (other === undefined || Date.parse(other.startedAt) < Date.parse(record.startedAt))
      kept.set(key, record);
  }
  return [...kept.values()];
}

/** Writes the table to `--out` or stdout. What is no report is named, and the exit code is 1 then. */
export async function mergeCommand(args: Arguments): Promise<void> {
  const format = choiceOf(args, 'format', EXPORT_FORMATS);
  const rows = choiceOf(args, 'rows', EXPORT_ROWS);
  if (args.words.length === 0) {
    const reason = 'name reports, or folders of them';
    throw new FaultError('argument-invalid', { argument: 'report', reason });
  }
  const paths = (await Promise.all(args.words.map(pathsAt))).flat();
  const records: RunRecord[] = [];
  for (const path of paths) records.push(...(await recordsAt(path)));
  if (records.length === 0) {
    const reason = 'there is no report in what was named';
    throw new FaultError('argument-invalid', { argument: 'report', reason });
  }
  const runs = ORDER.toReversed().reduce(
    (rest, by) => sorted(rest, { by, isDescending: false }),
    newestOfEach(records),
  );
  const table = exportTable(
    { runs, rows, caption: tableCaption(runs.length, rows), hasOracle: true },
    format,
  );
  await writeOut(args.option('out'), table);
}

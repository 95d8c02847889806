/** What is known of each trained network: its own numbers, RNP's on it, and the paper's for the same attack. */
import { type AttackRow, median, type PaperTable, type ZooEntry } from '../../../workers/protocol';
import { failureLine } from '../../text/tables';

/** Clean accuracy and attack success, 0..1. */
export interface Pair {
  readonly cleanAccuracy: number | null;
  readonly attackSuccessRate: number | null;
}

/** Before and after RNP. */
export interface Outcome {
  readonly before: Pair;
  readonly after: (Pair & { readonly pruned: number | null }) | null;
}

export interface ZooRow {
  readonly entry: ZooEntry;
  readonly ours: Outcome;
  /** Runs whose medians stand in `ours.after`. */
  readonly seeds: number;
  /** Of the paper; null where it has no such attack, and for variants of one. */
  readonly paper: Outcome | null;
  /** Where RNP fails, in words, each once. */
  readonly failures: readonly string[];
}

/** The files behind the table. */
export interface AttackTables {
  readonly rows: readonly AttackRow[];
  readonly paper: PaperTable;
}

function medianOf(rows: readonly AttackRow[], of: (row: AttackRow) => number | null): number | null {
  return median(rows.map(of).filter((value) => value !== null));
}

function afterOf(rows: readonly AttackRow[]): Outcome['after'] {
  if (rows.length === 0) return null;
  return {
    cleanAccuracy: medianOf(rows, ({ after }) => after.cleanAccuracy),
    attackSuccessRate: medianOf(rows, ({ after }) => after.attackSuccessRate),
    pruned: medianOf(rows, ({ pruned }) => pruned),
  };
}

function paperOf({ rows }: PaperTable, attack: string): Outcome | null {
  const printed = rows.find((each) => each.attack === attack);
  return printed === undefined ? null : { before: printed.before, after: printed.after.rnp ?? null };
}

/** Whether a network is the first of its attack of full width: the one that stands beside the paper's. */
function isMain({ id, attack, width }: ZooEntry, zoo: readonly ZooEntry[]): boolean {
  return zoo.find((each) => each.attack === attack && each.width === Math.max(16, width))?.id === id;
}

/** A row for each network, in the order of the zoo. Runs on another file of the same name do not count. */
export function zooRows(zoo: readonly ZooEntry[], tables: AttackTables | null): readonly ZooRow[] {
  return zoo.map((entry) => {
    const own = (tables?.rows ?? []).filter(
      ({ network, sha256 }) => network === entry.id && sha256 === entry.sha256,
    );
    const failures = own.map(failureLine).filter((line) => line !== '');
    return {
      entry,
      ours: { before: entry, after: afterOf(own) },
      seeds: own.length,
      paper: tables === null || !isMain(entry, zoo) ? null : paperOf(tables.paper, entry.attack),
      failures: [...new Set(failures)],
    };
  });
}

/** What is known of each trained network: its own numbers, RNP's on it, and the paper's for the same attack. */
import {
  type AttackRow,
  mainNetwork,
  mean,
  median,
  networksOfTable2,
  type PaperTable,
  type ZooEntry,
} from '../../../workers/protocol';
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
  /** Where RNP fails, in words, each once, with the number of runs that fail so. */
  readonly failures: readonly { readonly line: string; readonly runs: number }[];
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

/** A row for each network, in the order of the zoo. Runs on another file of the same name do not count. */
export function zooRows(zoo: readonly ZooEntry[], tables: AttackTables | null): readonly ZooRow[] {
  return zoo.map((entry) => {
    const own = (tables?.rows ?? []).filter(
      ({ network, sha256 }) => network === entry.id && sha256 === entry.sha256,
    );
    const lines = own.map(failureLine).filter((line) => line !== '');
    return {
      entry,
      ours: { before: entry, after: afterOf(own) },
      seeds: own.length,
      paper:
        tables === null || mainNetwork(zoo, entry.attack) !== entry
          ? null
          : paperOf(tables.paper, entry.attack),
      failures: [...new Set(lines)].map((line) => ({
        line,
        runs: lines.filter((each) => each === line).length,
      })),
    };
  });
}

/** The mean of the paper's twelve attacks, here and there. */
export interface MeanRow {
  /** Attacks that it is the mean of: those on which RNP has run here. */
  readonly attacks: number;
  readonly ours: Outcome;
  readonly paper: Outcome;
}

function meanOutcome(outcomes: readonly (Outcome | null)[]): Outcome {
  const meanOf = (of: (outcome: Outcome) => number | null | undefined): number | null =>
    mean(outcomes.flatMap((each) => (each === null ? [] : (of(each) ?? []))));
  return {
    before: {
      cleanAccuracy: meanOf(({ before }) => before.cleanAccuracy),
      attackSuccessRate: meanOf(({ before }) => before.attackSuccessRate),
    },
    after: {
      cleanAccuracy: meanOf(({ after }) => after?.cleanAccuracy),
      attackSuccessRate: meanOf(({ after }) => after?.attackSuccessRate),
      pruned: meanOf(({ after }) => after?.pruned),
    },
  };
}

/** Means over the attacks of the paper's table 2 that have rows of their own; null where there are none. */
export function meanRow(rows: readonly ZooRow[], { paper }: AttackTables): MeanRow | null {
  const zoo = rows.map(({ entry }) => entry);
  const twelve = networksOfTable2(zoo, paper);
  const shown = rows.filter(({ entry, ours }) => twelve.includes(entry) && ours.after !== null);
  if (shown.length === 0) return null;
  return {
    attacks: shown.length,
    ours: meanOutcome(shown.map(({ ours }) => ours)),
    paper: meanOutcome(shown.map((row) => row.paper)),
  };
}

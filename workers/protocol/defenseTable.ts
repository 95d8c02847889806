/** The table of defenses as the page and the command line show it: for each attack, each method here and in the paper. */
import {
  type AttackRow,
  type DefenseRow,
  mean,
  median,
  networksOfTable2,
  type PaperTable,
  type RunRow,
} from './tables';
import { stoppingPlace } from './stoppingPlace';
import type { ZooEntry } from './summaries';

/** The columns, in the order of the paper's table 2 with plain fine-tuning, which it does not have, second. */
export const COMPARED_METHODS = ['none', 'ft', 'fp', 'nad', 'ibau', 'anp', 'rnp'] as const;
export type ComparedMethod = (typeof COMPARED_METHODS)[number];

/** Accuracy on held-out images that may be spent in the second reading of the table: about what the paper's methods lose at worst. */
export const GENEROUS_BUDGET = 0.1;

/** Clean accuracy and attack success, 0..1; null where nobody measured them. */
export interface Numbers {
  readonly cleanAccuracy: number | null;
  readonly attackSuccessRate: number | null;
}

export interface ComparedCell {
  readonly method: ComparedMethod;
  /** Median over seeds; null where nothing has run. */
  readonly ours: Numbers | null;
  /** The same where the stopping rule may spend {@link GENEROUS_BUDGET}; null for RNP, which has no such rule. */
  readonly generous: Numbers | null;
  /** The same with the constants that the paper used; null where those have not run. */
  readonly ownDefault: Numbers | null;
  /** Runs behind `ours`, and how many of them never came within the budget. */
  readonly runs: number;
  readonly beyond: number;
  readonly paper: Numbers | null;
}

export interface ComparedRow {
  readonly attack: string;
  readonly network: string;
  readonly cells: readonly ComparedCell[];
}

export interface ComparedTable {
  readonly rows: readonly ComparedRow[];
  /** Over the attacks of a column that have run; the paper's over the same attacks. */
  readonly means: readonly ComparedCell[];
}

/** What the table is made of: RNP's runs stand in the table of attacks. */
export interface DefenseTables {
  readonly defenses: readonly DefenseRow[];
  readonly attacks: readonly AttackRow[];
  readonly paper: PaperTable;
}

function medianOf(rows: readonly RunRow[], of: (row: RunRow) => number | null): number | null {
  return median(rows.map(of).filter((value) => value !== null));
}

function oursOf(rows: readonly RunRow[], which: 'before' | 'after'): Pick<ComparedCell, 'ours' | 'runs'> {
  const ours = {
    cleanAccuracy: medianOf(rows, (row) => row[which].cleanAccuracy),
    attackSuccessRate: medianOf(rows, (row) => row[which].attackSuccessRate),
  };
  return { ours: rows.length === 0 ? null : ours, runs: rows.length };
}

/** Where a method would have stopped with a larger budget, by the same rule. */
function generousPoint({ heldOut, points }: DefenseRow): DefenseRow['points'][number] | null {
  const least = heldOut.before - GENEROUS_BUDGET - 1e-9;
  return stoppingPlace(points, {
    heldOut: (point) => point.heldOut,
    isWithin: (point) => point.heldOut >= least,
  });
}

function generousOf(rows: readonly DefenseRow[]): Numbers | null {
  const points = rows.flatMap((row) => generousPoint(row) ?? []);
  const of = (key: keyof Numbers): number | null =>
    median(points.map((point) => point[key]).filter((value) => value !== null));
  return points.length === 0
    ? null
    : { cleanAccuracy: of('cleanAccuracy'), attackSuccessRate: of('attackSuccessRate') };
}

function cellsOf(entry: ZooEntry, { attacks, defenses, paper }: DefenseTables): readonly ComparedCell[] {
  const printed = paper.rows.find(({ attack }) => attack === entry.attack);
  // Runs on another file of the same name do not count.
  const onThis = <Row extends AttackRow | DefenseRow>(rows: readonly Row[]): readonly Row[] =>
    rows.filter(({ network, sha256 }) => network === entry.id && sha256 === entry.sha256);
  const all = onThis(defenses);
  const plain = all.filter(({ options }) => options === 'adaptive');
  const rnp = onThis(attacks);
  return COMPARED_METHODS.map((method) => {
    if (method === 'none')
      return {
        method,
        ...oursOf([...rnp, ...plain], 'before'),
        generous: null,
        ownDefault: null,
        beyond: 0,
        paper: printed?.before ?? null,
      };
    const own = plain.filter((row) => row.method === method);
    return {
      method,
      ...oursOf(method === 'rnp' ? rnp : own, 'after'),
      generous: generousOf(own),
      ownDefault: oursOf(
        all.filter((row) => row.method === method && row.options === 'paper'),
        'after',
      ).ours,
      beyond: own.filter(({ isWithin }) => !isWithin).length,
      paper: method === 'ft' ? null : (printed?.after[method] ?? null),
    };
  });
}

function meanOf(cells: readonly ComparedCell[], of: 'ours' | 'generous' | 'paper'): Numbers | null {
  const known = cells.flatMap((cell) => (cell.ours === null ? [] : (cell[of] ?? [])));
  const meanBy = (key: keyof Numbers): number | null =>
    mean(known.map((each) => each[key]).filter((value) => value !== null));
  return known.length === 0
    ? null
    : { cleanAccuracy: meanBy('cleanAccuracy'), attackSuccessRate: meanBy('attackSuccessRate') };
}

/** The table over the attacks of the paper's table 2. */
export function comparedTable(zoo: readonly ZooEntry[], tables: DefenseTables): ComparedTable {
  const rows = networksOfTable2(zoo, tables.paper).map((entry): ComparedRow => ({
    attack: entry.attack,
    network: entry.id,
    cells: cellsOf(entry, tables),
  }));
  const means = COMPARED_METHODS.map((method, at): ComparedCell => {
    const column = rows.flatMap(({ cells }) => cells[at] ?? []);
    return {
      method,
      ours: meanOf(column, 'ours'),
      generous: meanOf(column, 'generous'),
      // Those that have run are not the same attacks.
      ownDefault: null,
      runs: column.reduce((sum, { runs }) => sum + runs, 0),
      beyond: column.reduce((sum, { beyond }) => sum + beyond, 0),
      paper: meanOf(column, 'paper'),
    };
  });
  return { rows, means };
}

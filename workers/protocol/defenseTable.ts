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
import type { ZooEntry } from './summaries';

/** The columns, in the order of the paper's table 2 with plain fine-tuning, which it does not have, second. */
export const COMPARED_METHODS = ['none', 'ft', 'fp', 'nad', 'ibau', 'anp', 'rnp'] as const;
export type ComparedMethod = (typeof COMPARED_METHODS)[number];

/** Clean accuracy and attack success, 0..1; null where nobody measured them. */
export interface Numbers {
  readonly cleanAccuracy: number | null;
  readonly attackSuccessRate: number | null;
}

export interface ComparedCell {
  readonly method: ComparedMethod;
  /** Median over seeds; null where nothing has run. */
  readonly ours: Numbers | null;
  /** Runs behind it. */
  readonly runs: number;
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

function cellsOf(entry: ZooEntry, { attacks, defenses, paper }: DefenseTables): readonly ComparedCell[] {
  const printed = paper.rows.find(({ attack }) => attack === entry.attack);
  // Runs on another file of the same name do not count.
  const own = <Row extends AttackRow | DefenseRow>(rows: readonly Row[]): readonly Row[] =>
    rows.filter(({ network, sha256 }) => network === entry.id && sha256 === entry.sha256);
  const plain = own(defenses).filter(({ options }) => options === 'adaptive');
  const rnp = own(attacks);
  return COMPARED_METHODS.map((method) => {
    if (method === 'none')
      return { method, ...oursOf([...rnp, ...plain], 'before'), paper: printed?.before ?? null };
    const rows = method === 'rnp' ? rnp : plain.filter((row) => row.method === method);
    return {
      method,
      ...oursOf(rows, 'after'),
      paper: method === 'ft' ? null : (printed?.after[method] ?? null),
    };
  });
}

function meanOf(cells: readonly ComparedCell[], of: 'ours' | 'paper'): Numbers | null {
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
      runs: column.reduce((sum, { runs }) => sum + runs, 0),
      paper: meanOf(column, 'paper'),
    };
  });
  return { rows, means };
}

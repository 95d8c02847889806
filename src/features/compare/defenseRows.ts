/** The table of defenses beside the paper's: by network and method, ours as the median over the seeds. */
import {
  mainNetwork,
  mean,
  median,
  networksOfTable2,
  type PaperTable,
  type TableRow,
  type ZooEntry,
} from '../../../workers/protocol';
import { methodIndex } from './methods';

/** A row of `defenses.json`. */
export type DefenseRow = Pick<
  TableRow,
  'network' | 'attack' | 'method' | 'seed' | 'before' | 'after' | 'pruned' | 'elapsedMs'
>;

/** The method id of rows without any defense. */
export const UNTOUCHED = 'none';

/** Fractions; null where nobody has measured. */
export interface Numbers {
  readonly cleanAccuracy: number | null;
  readonly attackSuccessRate: number | null;
}

export interface ComparedRow {
  readonly method: string;
  readonly ours: Numbers;
  readonly paper: Numbers;
}

export interface NetworkGroup {
  readonly network: string;
  readonly title: string;
  readonly rows: readonly ComparedRow[];
}

const NOTHING: Numbers = { cleanAccuracy: null, attackSuccessRate: null };

function medianOf(rows: readonly DefenseRow[], of: (row: DefenseRow) => number | null): number | null {
  return median(rows.map(of).filter((value) => value !== null));
}

function paperOf(paper: PaperTable, attack: string, method: string): Numbers {
  const printed = paper.rows.find((each) => each.attack === attack);
  if (printed === undefined) return NOTHING;
  if (method === UNTOUCHED) return printed.before;
  return (printed.after as Readonly<Record<string, Numbers | undefined>>)[method] ?? NOTHING;
}

function comparedRow(rows: readonly DefenseRow[], method: string, paper: Numbers): ComparedRow {
  const isUntouched = method === UNTOUCHED;
  const own = isUntouched ? rows : rows.filter((row) => row.method === method);
  const read = ({ before, after }: DefenseRow): Numbers => (isUntouched ? before : after);
  return {
    method,
    ours: {
      cleanAccuracy: medianOf(own, (row) => read(row).cleanAccuracy),
      attackSuccessRate: medianOf(own, (row) => read(row).attackSuccessRate),
    },
    paper,
  };
}

function methodsOf(rows: readonly DefenseRow[]): readonly string[] {
  const found = new Set(rows.map(({ method }) => method).filter((method) => method !== UNTOUCHED));
  return [UNTOUCHED, ...[...found].toSorted((a, b) => methodIndex(a) - methodIndex(b))];
}

/** A group for each network with rows, in the order of the zoo. Only the network that stands for its attack has the paper's numbers beside it. */
export function defenseGroups(
  rows: readonly DefenseRow[],
  zoo: readonly ZooEntry[],
  paper: PaperTable,
): readonly NetworkGroup[] {
  return zoo.flatMap((entry) => {
    const own = rows.filter(({ network }) => network === entry.id);
    if (own.length === 0) return [];
    const isMain = mainNetwork(zoo, entry.attack) === entry;
    return {
      network: entry.id,
      title: entry.title,
      rows: methodsOf(own).map((method) =>
        comparedRow(own, method, isMain ? paperOf(paper, entry.attack, method) : NOTHING),
      ),
    };
  });
}

function meanOf(rows: readonly ComparedRow[], side: 'ours' | 'paper'): Numbers {
  const known = (of: (numbers: Numbers) => number | null): number | null =>
    mean(rows.map((row) => of(row[side])).filter((value) => value !== null));
  return {
    cleanAccuracy: known((numbers) => numbers.cleanAccuracy),
    attackSuccessRate: known((numbers) => numbers.attackSuccessRate),
  };
}

/** Means over the attacks of the paper's table 2, method by method, and over how many. */
export function meanGroup(
  groups: readonly NetworkGroup[],
  zoo: readonly ZooEntry[],
  paper: PaperTable,
): { readonly attacks: number; readonly rows: readonly ComparedRow[] } {
  const ids = networksOfTable2(zoo, paper).map(({ id }) => id);
  const counted = groups.filter(({ network }) => ids.includes(network));
  const methods = [...new Set(counted.flatMap(({ rows }) => rows.map(({ method }) => method)))];
  return {
    attacks: counted.length,
    rows: methods.map((method) => {
      const own = counted.flatMap(({ rows }) => rows.filter((row) => row.method === method));
      return { method, ours: meanOf(own, 'ours'), paper: meanOf(own, 'paper') };
    }),
  };
}

/** The table of runs for papers and scripts: CSV, JSON, LaTeX and Markdown. */
import { toCsv } from '../charts/csv';
import { METRICS } from '../../workers/protocol';
import type { KeptNumbers, RunRecord } from './runRecord';
import { type Column, type ColumnId, readOf, shownColumns } from './columns';
import { hasBand, meanColumns, meanOf, seedsOf } from './means';
import { type Band, bySeed, type SeedGroup } from './seedBands';

export const EXPORT_FORMATS = ['csv', 'json', 'latex', 'markdown'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** One row a run, or one for runs that differ only in their seed. */
export const EXPORT_ROWS = ['runs', 'means'] as const;
export type ExportRows = (typeof EXPORT_ROWS)[number];

export interface ExportedTable {
  readonly runs: readonly RunRecord[];
  readonly rows: ExportRows;
  /** What the numbers are, in words. */
  readonly caption: string;
  /** Without it, what needs test images or the trigger is left out. */
  readonly hasOracle: boolean;
}

/** Columns of a table in a paper: what tells runs apart, and what they found. */
const PRINTED: readonly string[] = [
  'network',
  'method',
  'seed',
  'cleanBefore',
  'attackBefore',
  'cleanAfter',
  'attackAfter',
  'pruned',
  'seconds',
];

const NAMES: Readonly<Record<string, string>> = {
  network: 'Network',
  method: 'Method',
  seed: 'Seed',
  cleanBefore: 'CA before',
  attackBefore: 'ASR before',
  cleanAfter: 'CA',
  attackAfter: 'ASR',
  pruned: 'Pruned',
  seconds: 'Time (s)',
};

function printed(kind: Column['kind'], value: string | number | null): string {
  if (value === null) return '-';
  if (typeof value === 'string') return value;
  switch (kind) {
    case 'fraction':
    case 'points':
      return (100 * value).toFixed(2);
    case 'seconds':
      return value.toFixed(1);
    default:
      // A mean of counts is seldom whole.
      return Number.isInteger(value) ? String(value) : value.toFixed(1);
  }
}

/** The mean; behind it, of several runs, the lowest and the highest. */
function printedMean(column: Column, { runs }: SeedGroup): string {
  const value = meanOf(column, runs);
  if (value === null || typeof value === 'string') return printed(column.kind, value);
  const [mean, low, high] = [value.mean, value.low, value.high].map((each) => printed(column.kind, each));
  return runs.length > 1 ? `${mean} (${low} to ${high})` : `${mean}`;
}

function printedRows({ runs, rows, hasOracle }: ExportedTable): { head: string[]; rows: string[][] } {
  const columns = shownColumns(hasOracle)
    .filter(({ id }) => PRINTED.includes(id))
    .toSorted((a, b) => PRINTED.indexOf(a.id) - PRINTED.indexOf(b.id));
  return {
    head: columns.map(({ id }) => NAMES[id] ?? id),
    rows:
      rows === 'means'
        ? bySeed(runs).map((group) => columns.map((each) => printedMean(each, group)))
        : runs.map((run) => columns.map((each) => printed(each.kind, readOf(each, run)))),
  };
}

/** Characters that LaTeX takes for commands. */
function escapeLatex(text: string): string {
  const named: Readonly<Record<string, string>> = {
    '\\': '\\textbackslash{}',
    '~': '\\textasciitilde{}',
    '^': '\\textasciicircum{}',
  };
  return text.replace(/[\\~^&%$#_{}]/g, (character) => named[character] ?? `\\${character}`);
}

function latex(table: ExportedTable): string {
  const { head, rows } = printedRows(table);
  const line = (cells: readonly string[]): string => `${cells.map(escapeLatex).join(' & ')} \\\\`;
  return [
    '\\begin{table}',
    '\\centering',
    `\\caption{${escapeLatex(table.caption)}}`,
    `\\begin{tabular}{ll${'r'.repeat(head.length - 2)}}`,
    '\\hline',
    line(head),
    '\\hline',
    ...rows.map(line),
    '\\hline',
    '\\end{tabular}',
    '\\end{table}',
    '',
  ].join('\n');
}

function markdown(table: ExportedTable): string {
  const { head, rows } = printedRows(table);
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  const rule = head.map((_, at) => (at < 2 ? '---' : '---:'));
  return [line(head), `| ${rule.join(' | ')} |`, ...rows.map(line), '', table.caption, ''].join('\n');
}

/** Scripts get values instead of words. */
function scriptMean({ words: _, ...column }: Column, runs: readonly RunRecord[]): Band | string | null {
  return meanOf(column, runs);
}

/** A band takes three columns: its mean under the column's name, the lowest and the highest under names of their own. */
function csvOfMeans({ runs, hasOracle }: ExportedTable): string {
  const columns = meanColumns(hasOracle);
  const cells = (column: Column, own: readonly RunRecord[]): readonly (string | number)[] => {
    const value = scriptMean(column, own);
    if (!hasBand(column)) return [typeof value === 'string' ? value : ''];
    return value === null || typeof value === 'string' ? ['', '', ''] : [value.mean, value.low, value.high];
  };
  return toCsv({
    columns: columns.flatMap((column): string[] =>
      hasBand(column) ? [column.id, `${column.id}.low`, `${column.id}.high`] : [column.id],
    ),
    rows: bySeed(runs).map((group) => columns.flatMap((column) => cells(column, group.runs))),
  });
}

function csv({ runs, hasOracle }: ExportedTable): string {
  const columns = shownColumns(hasOracle);
  return toCsv({
    columns: columns.map(({ id }) => id),
    rows: runs.map((run) => columns.map(({ of }) => of(run) ?? '')),
  });
}

const UNKNOWN: KeptNumbers = { cleanAccuracy: null, attackSuccessRate: null, targetClassAccuracy: null };

/** A run as a defender could have written it down. */
function withoutOracle(run: RunRecord): RunRecord {
  return {
    ...run,
    before: UNKNOWN,
    after: UNKNOWN,
    series: run.series.filter(({ metric }) => METRICS[metric].pen === 'defender'),
  };
}

/** One object a row: its seeds, and each number as `{ mean, low, high }`. */
function jsonOfMeans({ runs, hasOracle }: ExportedTable): string {
  const columns = meanColumns(hasOracle).filter(({ id }) => id !== 'seed');
  const rows = bySeed(runs).map(({ runs: own }) => ({
    seeds: seedsOf(own),
    ...Object.fromEntries(columns.map((column): [ColumnId, unknown] => [column.id, scriptMean(column, own)])),
  }));
  return `${JSON.stringify(rows, null, 1)}\n`;
}

function json({ runs, hasOracle }: ExportedTable): string {
  return `${JSON.stringify(hasOracle ? runs : runs.map(withoutOracle), null, 1)}\n`;
}

/** The runs as the text of a file. */
export function exportTable(table: ExportedTable, format: ExportFormat): string {
  switch (format) {
    case 'csv':
      return table.rows === 'means' ? csvOfMeans(table) : csv(table);
    case 'json':
      return table.rows === 'means' ? jsonOfMeans(table) : json(table);
    case 'latex':
      return latex(table);
    case 'markdown':
      return markdown(table);
    default:
      return format satisfies never;
  }
}

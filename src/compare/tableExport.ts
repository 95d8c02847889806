/** The table of runs for papers and scripts: CSV, JSON, LaTeX and Markdown. */
import { toCsv } from '../charts/csv';
import { METRICS } from '../../workers/protocol';
import type { KeptNumbers, RunRecord } from './runRecord';
import { type Column, shownColumns } from './columns';

export const EXPORT_FORMATS = ['csv', 'json', 'latex', 'markdown'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export interface ExportedTable {
  readonly runs: readonly RunRecord[];
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

function printed({ kind, of, words }: Column, run: RunRecord): string {
  const value = words?.(run) ?? of(run);
  if (value === null) return '-';
  if (typeof value === 'string') return value;
  switch (kind) {
    case 'fraction':
    case 'points':
      return (100 * value).toFixed(2);
    case 'seconds':
      return value.toFixed(1);
    default:
      return String(value);
  }
}

function printedRows({ runs, hasOracle }: ExportedTable): { head: string[]; rows: string[][] } {
  const columns = shownColumns(hasOracle)
    .filter(({ id }) => PRINTED.includes(id))
    .toSorted((a, b) => PRINTED.indexOf(a.id) - PRINTED.indexOf(b.id));
  return {
    head: columns.map(({ id }) => NAMES[id] ?? id),
    rows: runs.map((run) => columns.map((each) => printed(each, run))),
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

function json({ runs, hasOracle }: ExportedTable): string {
  return `${JSON.stringify(hasOracle ? runs : runs.map(withoutOracle), null, 1)}\n`;
}

/** The runs as the text of a file. */
export function exportTable(table: ExportedTable, format: ExportFormat): string {
  switch (format) {
    case 'csv':
      return csv(table);
    case 'json':
      return json(table);
    case 'latex':
      return latex(table);
    case 'markdown':
      return markdown(table);
    default:
      return format satisfies never;
  }
}

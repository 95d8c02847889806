/** The table of runs for papers and scripts: CSV, JSON, LaTeX and Markdown. */
import { toCsv } from '../charts/csv';
import type { RunRecord } from './runRecord';
import { COLUMNS, type Column } from './columns';

export const EXPORT_FORMATS = ['csv', 'json', 'latex', 'markdown'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

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

function printed({ kind, of }: Column, run: RunRecord): string {
  const value = of(run);
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

function printedRows(runs: readonly RunRecord[]): { head: string[]; rows: string[][] } {
  const columns: readonly Column[] = COLUMNS.filter(({ id }) => PRINTED.includes(id)).toSorted(
    (a, b) => PRINTED.indexOf(a.id) - PRINTED.indexOf(b.id),
  );
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

function latex(runs: readonly RunRecord[], caption: string): string {
  const { head, rows } = printedRows(runs);
  const line = (cells: readonly string[]): string => `${cells.map(escapeLatex).join(' & ')} \\\\`;
  return [
    '\\begin{table}',
    '\\centering',
    `\\caption{${escapeLatex(caption)}}`,
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

function markdown(runs: readonly RunRecord[], caption: string): string {
  const { head, rows } = printedRows(runs);
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  const rule = head.map((_, at) => (at < 2 ? '---' : '---:'));
  return [line(head), `| ${rule.join(' | ')} |`, ...rows.map(line), '', caption, ''].join('\n');
}

function csv(runs: readonly RunRecord[]): string {
  return toCsv({
    columns: COLUMNS.map(({ id }) => id),
    rows: runs.map((run) => COLUMNS.map(({ of }) => of(run) ?? '')),
  });
}

/** The runs as the text of a file. `caption` says what the numbers are. */
export function exportTable(runs: readonly RunRecord[], format: ExportFormat, caption: string): string {
  switch (format) {
    case 'csv':
      return csv(runs);
    case 'json':
      return `${JSON.stringify(runs, null, 1)}\n`;
    case 'latex':
      return latex(runs, caption);
    case 'markdown':
      return markdown(runs, caption);
    default:
      return format satisfies never;
  }
}

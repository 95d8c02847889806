/** One field; null stands for "not measured" and becomes an empty field, as do NaN and infinities. */
export type CsvCell = string | number | boolean | null;

/**
 * Rows as CSV text after RFC 4180: comma, CRLF after every row, fields quoted where they must be. Numbers are
 * written with a point and as many digits as it takes to read the same number back.
 */
export function formatCsv(header: readonly string[], rows: readonly (readonly CsvCell[])[]): string {
  return [header, ...rows].map((row) => `${row.map(formatCell).join(',')}\r\n`).join('');
}

function formatCell(cell: CsvCell): string {
  if (cell === null || (typeof cell === 'number' && !Number.isFinite(cell))) return '';
  const text = String(cell);
  // Some readers trim unquoted fields: leading and trailing blanks are quoted too.
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

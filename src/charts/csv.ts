/** A table of a figure: what its CSV file and its data table hold. */
export interface FigureTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

/**
 * Text of a CSV file after RFC 4180: comma between fields, CR LF after every record, fields with a comma, quote or line
 * break quoted and quotes doubled. Numbers keep full precision; numbers that are not finite become empty fields.
 */
export function toCsv(table: FigureTable): string {
  return [table.columns, ...table.rows].map((row) => `${row.map(field).join(',')}\r\n`).join('');
}

function field(value: string | number): string {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

import { assertAtMost, damaged } from './damage';

const MAX_CHARACTERS = 64 * 2 ** 20;
const MAX_ROWS = 1_000_000;
const MAX_COLUMNS = 1_000;
const DELIMITERS = [';', ',', '\t'] as const;

/** The delimiter that the first line holds most of; a comma where it holds none. */
function delimiterOf(text: string): string {
  const end = text.search(/[\r\n]/);
  const line = text.slice(0, Math.min(end < 0 ? text.length : end, 4096));
  const counts = DELIMITERS.map((delimiter) => line.split(delimiter).length - 1);
  const most = Math.max(...counts);
  return most === 0 ? ',' : (DELIMITERS[counts.indexOf(most)] ?? ',');
}

/**
 * Rows and fields of a table in text (RFC 4180; the delimiter may be `;`, `,` or a tab). Quoted fields may hold
 * delimiters, line breaks and doubled quotes; other fields lose the spaces around them; empty lines are left out.
 * @throws FaultError `file-damaged` for a quote that never closes; `file-too-large`
 */
export function parseCsv(text: string): readonly (readonly string[])[] {
  assertAtMost('characters', text.length, MAX_CHARACTERS);
  const body = text.replace(/^\ufeff/, '');
  const delimiter = delimiterOf(body);
  const rows: string[][] = [];
  let row: string[] = [];
  for (let at = 0; at < body.length;) {
    const field = fieldAt(body, at, delimiter);
    row.push(field.value);
    assertAtMost('columns', row.length, MAX_COLUMNS);
    at = field.end;
    if (body[at] === delimiter) {
      at++;
      // A delimiter at the very end is followed by one more, empty field.
      if (at < body.length) continue;
      row.push('');
    }
    at += body.startsWith('\r\n', at) ? 2 : 1;
    if (row.some((value) => value !== '')) rows.push(row);
    assertAtMost('rows', rows.length, MAX_ROWS);
    row = [];
  }
  return rows;
}

/** The field that starts at `from`, and where it ends: at a delimiter, a line break or the end of the text. */
function fieldAt(text: string, from: number, delimiter: string): { value: string; end: number } {
  if (text[from] === '"') return quotedAt(text, from, delimiter);
  const end = endOfField(text, from, delimiter);
  return { value: text.slice(from, end).trim(), end };
}

function endOfField(text: string, from: number, delimiter: string): number {
  let end = from;
  while (end < text.length && text[end] !== delimiter && text[end] !== '\n' && text[end] !== '\r') end++;
  return end;
}

function quotedAt(text: string, from: number, delimiter: string): { value: string; end: number } {
  let value = '';
  for (let at = from + 1; ;) {
    const quote = text.indexOf('"', at);
    if (quote < 0) throw damaged('a quoted field in it has no end');
    value += text.slice(at, quote);
    if (text[quote + 1] !== '"') return { value, end: endOfField(text, quote + 1, delimiter) };
    value += '"';
    at = quote + 2;
  }
}

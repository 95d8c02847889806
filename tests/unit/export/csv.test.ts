import { assert, array, boolean, constant, double, oneof, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatCsv, type CsvCell } from '../../../workers/export/csv';

/** A CSV reader after RFC 4180, for the round trip: every field as text. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy;
  for (let match = field.exec(text); match !== null; match = field.exec(text)) {
    row.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] === '\r\n') {
      rows.push(row);
      row = [];
    }
  }
  return rows;
}

describe('CSV', () => {
  it('quotes what RFC 4180 wants quoted, and nothing else', () => {
    const text = formatCsv(
      ['layer', 'note'],
      [
        ['layer1.0.bn1', 'plain text'],
        ['a,b', 'she said "no"'],
        ['two\nlines', ' blanks '],
      ],
    );
    expect(text).toBe(
      'layer,note\r\nlayer1.0.bn1,plain text\r\n"a,b","she said ""no"""\r\n"two\nlines"," blanks "\r\n',
    );
  });

  it('writes numbers so that they read the same, and leaves out what was not measured', () => {
    expect(formatCsv(['x'], [[0.1], [1e-7], [-3], [null], [NaN], [Infinity], [true]])).toBe(
      'x\r\n0.1\r\n1e-7\r\n-3\r\n\r\n\r\n\r\ntrue\r\n',
    );
  });

  it('property: reads back as it was written, cell by cell', () => {
    const cell = oneof(string(), double({ noNaN: true, noDefaultInfinity: true }), boolean(), constant(null));
    const table = array(array<CsvCell>(cell, { minLength: 2, maxLength: 4 }), { maxLength: 5 });
    assert(
      property(array(string(), { minLength: 2, maxLength: 4 }), table, (header, rows) => {
        const expected = [header, ...rows].map((row) =>
          row.map((item) => (item === null ? '' : String(item))),
        );
        expect(parseCsv(formatCsv(header, rows))).toEqual(expected);
      }),
    );
  });
});

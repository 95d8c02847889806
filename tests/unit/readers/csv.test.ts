/** Tables in text. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCsv } from '../../../workers/readers/csv';
import { faultOf } from './fixture';

describe('tables in text', () => {
  it.each([
    [
      'a,b\n1,2\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      '\ufeffa;b\r\n1;2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'a\tb\n\n \n1\t2\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    ['"a,""b""\nc",d\n', [['a,"b"\nc', 'd']]],
    [
      'a,\n,b',
      [
        ['a', ''],
        ['', 'b'],
      ],
    ],
    ['a, b ,c', [['a', 'b', 'c']]],
    ['a,', [['a', '']]],
    ['one', [['one']]],
    ['', []],
  ])('%j', (text, rows) => {
    expect(parseCsv(text)).toEqual(rows);
  });

  it('come back as they were written', () => {
    const field = fc.string({ minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(
        fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 }),
        (rows) => {
          const quoted = rows.map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(','));
          const delimiters = [';', '\t'].some((other) => quoted[0]?.includes(other));
          fc.pre(!delimiters && !/[\r\n]/.test(quoted[0] ?? ''));
          expect(parseCsv(quoted.join('\n'))).toEqual(rows);
        },
      ),
    );
  });

  it('that never close a quote, or never end, are refused', async () => {
    expect((await faultOf(() => parseCsv('a,"b\n'))).code).toBe('file-damaged');
    expect((await faultOf(() => parseCsv(','.repeat(5000)))).code).toBe('file-too-large');
    const started = performance.now();
    parseCsv('"'.repeat(2_000_000));
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

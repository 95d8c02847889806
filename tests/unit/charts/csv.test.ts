import { describe, expect, it } from 'vitest';
import { toCsv } from '../../../src/charts/csv';

describe('toCsv (RFC 4180)', () => {
  it('ends every record with CR LF, the last too', () => {
    expect(toCsv({ columns: ['step', 'loss'], rows: [[1, 0.25]] })).toBe('step,loss\r\n1,0.25\r\n');
  });

  it('quotes commas, quotes and line breaks, and doubles quotes', () => {
    const rows = [['a,b', 'say "no"', 'two\nlines']];
    expect(toCsv({ columns: ['x', 'y', 'z'], rows })).toBe('x,y,z\r\n"a,b","say ""no""","two\nlines"\r\n');
  });

  it('keeps full precision and leaves missing numbers empty', () => {
    const text = toCsv({ columns: ['v'], rows: [[0.1 + 0.2], [NaN], [Infinity], [-0.5]] });
    expect(text).toBe('v\r\n0.30000000000000004\r\n\r\n\r\n-0.5\r\n');
  });
});

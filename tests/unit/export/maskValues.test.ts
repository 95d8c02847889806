import { assert, array, double, nat, property, record, stringMatching } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatMaskValues } from '../../../workers/export/maskValues';
import { parseMaskValues } from '../../../workers/readers/maskValues';

describe('writing mask_values.txt', () => {
  it('gives the bytes that the authors’ Python gives', () => {
    const rows = [
      { layer: 'bn1', channel: 0, score: 0.99424 },
      { layer: 'layer4.1.bn2', channel: 511, score: 0 },
    ];
    expect(formatMaskValues(rows)).toBe(
      'No \t Layer Name \t Neuron Idx \t Mask Score \n' +
        '0 \t bn1 \t 0 \t 0.9942 \n' +
        '1 \t layer4.1.bn2 \t 511 \t 0.0000 \n',
    );
  });

  it('rounds exact ties to even, as Python does', () => {
    const scores = [0.03125, 0.09375, 0.15625, 0.21875, 0.00005, 0.5];
    const written = parseMaskValues(
      formatMaskValues(scores.map((score) => ({ layer: 'bn1', channel: 0, score }))),
    );
    // Python: ['%.4f' % x for x in scores]; 0.00005 is a little above its name in binary.
    expect(written.map((row) => row.score)).toEqual([0.0312, 0.0938, 0.1562, 0.2188, 0.0001, 0.5]);
  });

  it('property: reads back within half of the last decimal', () => {
    const layer = stringMatching(/^[a-z][a-z0-9_]{0,8}(\.[a-z0-9_]{1,8}){0,3}$/);
    const row = record({ layer, channel: nat(4096), score: double({ min: 0, max: 1, noNaN: true }) });
    assert(
      property(array(row, { minLength: 1 }), (rows) => {
        const read = parseMaskValues(formatMaskValues(rows));
        expect(read.map(({ layer: name, channel }) => [name, channel])).toEqual(
          rows.map(({ layer: name, channel }) => [name, channel]),
        );
        read.forEach(({ score }, i) =>
          expect(Math.abs(score - (rows[i]?.score ?? NaN))).toBeLessThan(0.500001e-4),
        );
      }),
    );
  });
});

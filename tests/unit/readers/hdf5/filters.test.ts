import fc from 'fast-check';
import { zlibSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { undoFilters } from '../../../../workers/readers/hdf5/filters';
import { faultOf } from '../fixture';

const DEFLATE = { id: 1, values: [6] };
const FLETCHER32 = { id: 3, values: [] };

function shuffled(data: Uint8Array, width: number): Uint8Array {
  const count = Math.floor(data.length / width);
  const out = data.slice();
  for (let i = 0; i < count * width; i++) out[(i % width) * count + Math.floor(i / width)] = data[i] ?? 0;
  return out;
}

describe('HDF5 filters', () => {
  it('are undone in the reverse order, those left out excepted', () => {
    const property = fc.property(
      fc.uint8Array({ maxLength: 200 }),
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 0, max: 7 }),
      (data, width, mask) => {
        const filters = [{ id: 2, values: [width] }, DEFLATE, FLETCHER32];
        let stored: Uint8Array = data;
        if ((mask & 1) === 0) stored = shuffled(stored, width);
        if ((mask & 2) === 0) stored = zlibSync(stored);
        if ((mask & 4) === 0) stored = Uint8Array.from([...stored, 1, 2, 3, 4]);
        expect([...undoFilters(stored, filters, mask, data.length)]).toEqual([...data]);
      },
    );
    fc.assert(property);
  });

  it.each([
    ['a bomb', zlibSync(new Uint8Array(2 ** 20)), 1000],
    ['too little', zlibSync(new Uint8Array(10)), 1000],
    ['other bytes', new Uint8Array(40).fill(7), 1000],
    ['nothing', new Uint8Array(0), 8],
  ])('refuse %s', async (_, packed, bytes) => {
    expect((await faultOf(() => undoFilters(packed, [DEFLATE], 0, bytes))).code).toBe('file-damaged');
  });
});

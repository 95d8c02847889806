import { describe, expect, it } from 'vitest';
import { handBack } from '../../../workers/export/handBack';
import type { ElementType, RawTensor } from '../../../workers/readers/elements';

function raw(dtype: ElementType, ...values: number[]): RawTensor {
  return { shape: [values.length], dtype, data: Float32Array.from(values) };
}

const OURS = new Map([
  ['w', { shape: [1], data: Float32Array.of(9) }],
  ['b', { shape: [1], data: Float32Array.of(8) }],
]);

describe('what goes out again', () => {
  it('has the names, the order and the types of what came in, and our values', () => {
    const original = new Map([
      ['module.b', raw('float16', 1)],
      ['module.w', raw('float64', 2)],
      ['module.n', raw('int64', 782)],
    ]);
    expect([...handBack(original, OURS)]).toEqual([
      ['module.b', { ...raw('float16', 8) }],
      ['module.w', { ...raw('float64', 9) }],
      ['module.n', original.get('module.n')],
    ]);
  });

  it('keeps exact bytes of what we did not change, and drops them where we did', () => {
    const exact = Uint8Array.of(1, 0, 0, 0, 0, 0, 0x20, 0);
    const original = new Map([
      ['w', { ...raw('int64', 2 ** 53), exact }],
      ['other', { ...raw('int64', 2 ** 53), exact }],
    ]);
    const stored = handBack(original, OURS);
    expect(stored.get('w')).toEqual(raw('int64', 9));
    expect(stored.get('other')?.exact).toBe(exact);
  });

  it('judges each name by itself where a file mixes both', () => {
    const original = new Map([
      ['w', raw('float32', 1)],
      ['module.w', raw('float32', 2)],
      ['module.b', raw('float32', 3)],
    ]);
    const values = [...handBack(original, OURS)].map(([name, { data }]) => [name, data[0]]);
    expect(values).toEqual([
      ['w', 9],
      ['module.w', 2],
      ['module.b', 8],
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { BADNETS_TRIGGER, type Trigger } from '../../../workers/protocol';
import { fitTrigger } from '../../../src/client/fitTrigger';

const square = (side: number) => ({ height: side, width: side });

describe('a trigger on images of another size', () => {
  it.each([
    [29, 29, 28, 25, 25],
    [29, 29, 224, 221, 221],
    [0, 29, 28, 0, 25],
    [1, 2, 28, 1, 2],
    [27, 1, 48, 43, 1],
  ])(
    'keeps its distance from the nearest corner: (%d, %d) on %d pixels',
    (row, column, side, down, right) => {
      const moved = fitTrigger({ ...BADNETS_TRIGGER, row, column }, square(32), square(side));
      expect(moved).toEqual({ ...BADNETS_TRIGGER, row: down, column: right });
    },
  );

  it('shrinks with images that are smaller than it, and stays inside', () => {
    const large = { ...BADNETS_TRIGGER, size: 20, row: 12, column: 0 };
    expect(fitTrigger(large, square(32), square(16))).toMatchObject({ size: 16, row: 0, column: 0 });
  });

  it('is the same one where the size is, or where it covers the whole picture', () => {
    expect(fitTrigger(BADNETS_TRIGGER, square(32), square(32))).toBe(BADNETS_TRIGGER);
    const blend: Trigger = { kind: 'blend', seed: 1, strength: 0.2, target: 0 };
    expect(fitTrigger(blend, square(32), square(28))).toBe(blend);
    expect(fitTrigger(null, square(32), square(28))).toBeNull();
  });
});

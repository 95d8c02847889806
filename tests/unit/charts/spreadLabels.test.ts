import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spreadLabels } from '../../../src/charts/spreadLabels';

const wish = (at: number, height = 20) => ({ at, height });

describe('spreadLabels', () => {
  it('leaves labels where they want to stand when there is room', () => {
    expect(spreadLabels([wish(100), wish(30)], 0, 200)).toEqual([100, 30]);
  });

  it('moves two labels for the same place apart by the same way', () => {
    expect(spreadLabels([wish(100), wish(100)], 0, 200)).toEqual([90, 110]);
  });

  it('pushes labels back inside at the edges', () => {
    expect(spreadLabels([wish(0), wish(2)], 0, 200)).toEqual([10, 30]);
    expect(spreadLabels([wish(200), wish(199)], 0, 200)).toEqual([190, 170]);
  });

  it('makes room for labels of two lines', () => {
    expect(spreadLabels([wish(50, 40), wish(50, 20)], 0, 200)).toEqual([35, 65]);
  });

  it('never lets labels overlap, and keeps them inside when they fit', () => {
    const wishes = fc.array(
      fc.record({ at: fc.integer({ min: -50, max: 450 }), height: fc.constantFrom(17, 34) }),
      {
        minLength: 1,
        maxLength: 8,
      },
    );
    fc.assert(
      fc.property(wishes, (labels) => {
        const centres = spreadLabels(labels, 0, 400);
        const boxes = labels
          .map(({ height }, i) => ({
            top: (centres[i] ?? 0) - height / 2,
            bottom: (centres[i] ?? 0) + height / 2,
          }))
          .sort((a, b) => a.top - b.top);
        boxes.forEach((box, i) => {
          expect(box.top).toBeGreaterThanOrEqual((boxes[i - 1]?.bottom ?? 0) - 1e-9);
          expect(box.bottom).toBeLessThanOrEqual(400 + 1e-9);
        });
      }),
    );
  });
});

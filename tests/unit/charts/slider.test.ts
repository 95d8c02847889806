/** Values that a handle can be dragged to. */
import { expect, it } from 'vitest';
import { nearestStep } from '../../../src/charts/slider';

const CHOICE = { limits: { from: 0, to: 1 }, step: 0.01 };

it('are whole steps inside the limits, without a tail of digits', () => {
  expect(nearestStep(0.2967, CHOICE)).toBe(0.3);
  expect(nearestStep(0.29 + 0.01, CHOICE)).toBe(0.3);
  expect(nearestStep(-0.4, CHOICE)).toBe(0);
  expect(nearestStep(1.7, CHOICE)).toBe(1);
});
